import { expect, test } from 'vitest'
import { planFile } from './plan.js'
import { readLines } from './read-lines.js'

const log = Buffer.concat([
  Buffer.from(
    [
      '=== ann [~ann@example.org] has joined #tea',
      '[23:58] <ann> is <b>tea</b> ready? 茶 \u{1f375}',
      '[23:58] <bob|work> ann:\tyes',
      '[23:59]  * ann pours',
      '=== bob|work is now known as bob',
      '[23:59] <bob> thanks ',
      '[00:01] <ann>  ',
      '[00:01] <cat>',
      'nonsense',
      '[00:02] <cat> nul \0 here',
      `[00:03] <cat> ${'x'.repeat(4001)}`,
      '[00:04] <cat> ',
    ].join('\n'),
  ),
  Buffer.from([0xff]),
  Buffer.from('\n[00:05] <ANN> good night\n'),
])
const annotations = [
  '1 2 -',
  '1 5 -',
  '3 5 -',
  '4 5 -',
  '0 12 -',
  '8 12 -',
  '5 12 -',
  '99 12 -',
  'huh',
  '1 1 -',
].join('\n')
const plan = () =>
  planFile({ file: '2004-12-31.txt', day: '2004-12-31', group: 'tea', lines: readLines(log), annotations })

test('every line is a message, a system line, a change of nick or a finding', () => {
  const { lines, system, renames, messages, findings } = plan()
  const found = findings.filter(({ kind }) => kind !== 'reply' && kind !== 'annotation')
  expect(lines).toBe(13)
  expect(system + renames + messages.length + found.length).toBe(lines)
  expect(found.map(({ kind, line, reason }) => [kind, line, reason])).toEqual([
    ['blank', 6, '<ann> said nothing'],
    ['blank', 7, '<cat> said nothing'],
    ['unreadable', 8, 'it begins with neither [HH:MM] nor ==='],
    ['not-allowed', 9, 'text has a NUL character'],
    ['not-allowed', 10, 'text has more than 4000 characters'],
    ['unreadable', 11, 'its bytes are not valid UTF-8'],
  ])
})

test('messages keep text, kind, author and time', () => {
  expect(
    plan().messages.map(({ line, author, kind, text, sentAtMs }) => [
      line,
      author.nick,
      kind,
      text,
      new Date(sentAtMs).toISOString(),
    ]),
  ).toEqual([
    [1, 'ann', 'text', 'is <b>tea</b> ready? 茶 \u{1f375}', '2004-12-31T23:58:00.000Z'],
    [2, 'bob|work', 'text', 'ann:\tyes', '2004-12-31T23:58:00.000Z'],
    [3, 'ann', 'action', 'pours', '2004-12-31T23:59:00.000Z'],
    [5, 'bob|work', 'text', 'thanks ', '2004-12-31T23:59:00.000Z'],
    [12, 'ann', 'text', 'good night', '2005-01-01T00:05:00.000Z'],
  ])
})

test('replies lead to the latest parent that is a message; other links are told', () => {
  const { messages, findings, earlierParents } = plan()
  const id = (line: number) => messages.find((message) => message.line === line)?.messageId
  expect(messages.map(({ replyTo }) => replyTo)).toEqual([undefined, id(1), undefined, id(3), id(5)])
  expect(earlierParents).toBe(1)
  expect(findings.filter(({ kind }) => kind === 'reply').map(({ reason }) => reason)).toEqual([
    'line 5, which is answered, is a system line',
    'line 1, which is answered, is a system line',
    'line 9, which is answered, could not be read',
    'line 100, which is answered, is not in the file',
  ])
  expect(findings.filter(({ kind }) => kind === 'annotation').map(({ line }) => line)).toEqual([8])
})

test('ids are the same in every run, and of file, line and group', () => {
  const ids = plan().messages.map(({ messageId }) => messageId)
  expect(plan().messages.map(({ messageId }) => messageId)).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  const other = planFile({
    file: '2004-12-31.txt',
    day: '2004-12-31',
    group: 'rice',
    lines: readLines(log),
    annotations,
  })
  expect(other.messages.some(({ messageId }) => ids.includes(messageId))).toBe(false)
})
