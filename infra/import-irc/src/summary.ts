import type { Finding, Plan } from './plan.js'
import type { RefusedMessage } from './say.js'

export interface Said {
  readonly plan: Plan
  readonly refused: readonly RefusedMessage[]
}

export interface Outcome {
  readonly group: string
  readonly users: number
  readonly said: readonly Said[]
  /** Time of saying the messages, users not counted; milliseconds. */
  readonly elapsedMs: number
}

const maxListed = 1_000

const headings = {
  blank: 'Blank messages, which nobody can send',
  unreadable: 'Lines that could not be read',
  'not-allowed': 'Messages whose text is not allowed',
  reply: 'Reply links that lead to no message',
  annotation: 'Annotations that could not be read',
} as const satisfies Record<Finding['kind'], string>

/** Counts, then everything that was not taken over, with file and line (from 1, as editors count). */
export function summarise({ group, users, said, elapsedMs }: Outcome): string[] {
  const plans = said.map(({ plan }) => plan)
  const sum = (count: (plan: Plan) => number) => plans.reduce((total, plan) => total + count(plan), 0)
  const refused = said.flatMap(({ plan, refused: list }) =>
    list.map(({ line, reason }) => `${plan.file}:${line + 1} ${reason}`),
  )
  const planned = sum((plan) => plan.messages.length)
  const inGroup = planned - refused.length
  const actions = sum((plan) => plan.messages.filter(({ kind }) => kind === 'action').length)
  const replies = sum((plan) => plan.messages.filter(({ replyTo }) => replyTo !== undefined).length)
  const perSecond = elapsedMs > 0 ? Math.round((inGroup / elapsedMs) * 1000) : inGroup
  const rows: [string, number][] = [
    ['files', plans.length],
    ['lines', sum((plan) => plan.lines)],
    ['system lines', sum((plan) => plan.system)],
    ['changes of nick', sum((plan) => plan.renames)],
    ['people', users],
    [`messages in ${group}`, inGroup],
    ['  actions', actions],
    ['  replies', replies],
    ['earlier of several parents', sum((plan) => plan.earlierParents)],
    ...Object.entries(headings).map(([kind, heading]): [string, number] => [
      heading.toLowerCase(),
      sum((plan) => plan.findings.filter((finding) => finding.kind === kind).length),
    ]),
    ['refused by command-api', refused.length],
  ]
  return [
    ...rows.map(([name, count]) => `${name.padEnd(40)} ${count.toLocaleString('en').padStart(10)}`),
    `${inGroup.toLocaleString('en')} messages in ${(elapsedMs / 1000).toFixed(1)} s: ${perSecond.toLocaleString('en')} a second`,
    ...Object.entries(headings).flatMap(([kind, heading]) => section(heading, findingsOf(plans, kind))),
    ...section('Refused by command-api', refused),
  ]
}

function findingsOf(plans: readonly Plan[], kind: string): string[] {
  return plans.flatMap(({ file, findings }) =>
    findings
      .filter((finding) => finding.kind === kind)
      .map(({ line, reason }) => `${file}:${line + 1} ${reason}`),
  )
}

function section(heading: string, entries: readonly string[]): string[] {
  if (entries.length === 0) return []
  const more = entries.length - maxListed
  return [
    '',
    `${heading}:`,
    ...entries.slice(0, maxListed).map((entry) => `  ${entry}`),
    ...(more > 0 ? [`  and ${more.toLocaleString('en')} more`] : []),
  ]
}

/** Whether anything that was written in the files, blank messages aside, is not in the group now. */
export function isComplete({ said }: Pick<Outcome, 'said'>): boolean {
  return said.every(
    ({ plan, refused }) =>
      refused.length === 0 &&
      plan.findings.every(({ kind }) => kind !== 'unreadable' && kind !== 'not-allowed'),
  )
}
