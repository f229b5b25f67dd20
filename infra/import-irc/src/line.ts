/**
 * One line of a log, read. `said` and `did` carry the text exactly as it stands after `<nick> ` and `* nick `;
 * minutes count from midnight.
 */
export type Line =
  | { readonly type: 'said' | 'did'; readonly minute: number; readonly nick: string; readonly text: string }
  | { readonly type: 'renamed'; readonly from: string; readonly to: string }
  | { readonly type: 'system' }
  | { readonly type: 'unreadable'; readonly reason: string }

/** Every line is one of these: nothing is passed over. */
export function parseLine(line: string): Line {
  if (line.startsWith('===')) return parseSystem(line)
  const clock = /^\[(\d\d):(\d\d)\] /.exec(line)
  if (!clock) return unreadable(line === '' ? 'the line is empty' : 'it begins with neither [HH:MM] nor ===')
  const minute = Number(clock[1]) * 60 + Number(clock[2])
  if (Number(clock[1]) > 23 || Number(clock[2]) > 59) return unreadable('there is no such time of day')
  const rest = line.slice(clock[0].length)
  const said = /^<([^<>\s]+)>(?: |$)/.exec(rest)
  if (said?.[1]) return { type: 'said', minute, nick: said[1], text: rest.slice(said[0].length) }
  const did = /^ ?\* (\S+)(?: |$)/.exec(rest)
  if (did?.[1]) return { type: 'did', minute, nick: did[1], text: rest.slice(did[0].length) }
  return unreadable('after the time comes neither <nick> nor * nick')
}

function parseSystem(line: string): Line {
  const renamed = /^=== (\S+) is now known as (\S+)\s*$/.exec(line)
  return renamed?.[1] && renamed[2]
    ? { type: 'renamed', from: renamed[1], to: renamed[2] }
    : { type: 'system' }
}

function unreadable(reason: string): Line {
  return { type: 'unreadable', reason }
}
