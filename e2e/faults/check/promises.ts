/** What is promised, and what a violation of it is called everywhere. */
export const promises = {
  'acknowledged-stands':
    'Every acknowledged command is in the log at its position, and has its effect exactly once',
  'refused-is-not-there': 'What was refused for good, or answered as not written, is not in the log',
  'one-answer-a-key': 'A key has one body, one set of ids, and one answer where its attempts did not overlap',
  'log-is-sound':
    'Every record decodes, is in its group’s partition, and copies of a command differ in their time alone',
  'readers-see-all-once':
    'A reader sees what stands in its groups in the log’s order: no gap, no repeat, from wherever it began',
  'replays-are-the-log': 'A replay is the log’s range, copies left out, in order',
  'pages-are-the-fold': 'A page, and a history, is the fold of the log up to its position',
  'reads-keep-up':
    'No answer is from before its Min-Position, and none from before one that was given earlier',
  'deleted-stays-deleted':
    'An acknowledged delete wins, and a text is readable nowhere once its deletion was visible',
  'names-are-unique': 'No two users have one name, and a created user is the one who has it',
  'it-heals':
    'No process ends by itself, no answer is a 500, and after the last fault everything answers and arrives',
} as const

export type PromiseName = keyof typeof promises

export interface Violation {
  readonly promise: PromiseName
  readonly detail: string
}

/** Takes violations down; of each promise the first ones with their detail, and the number of all. */
export class Findings {
  readonly #counts = new Map<PromiseName, number>()
  readonly #first: Violation[] = []
  static readonly #kept = 12

  add(promise: PromiseName, detail: string): void {
    const count = (this.#counts.get(promise) ?? 0) + 1
    this.#counts.set(promise, count)
    if (count <= Findings.#kept) this.#first.push({ promise, detail })
  }

  /** Notes a violation unless `holds`. */
  expect(holds: boolean, promise: PromiseName, detail: () => string): void {
    if (!holds) this.add(promise, detail())
  }

  counts(): ReadonlyMap<PromiseName, number> {
    return this.#counts
  }

  first(): readonly Violation[] {
    return this.#first
  }
}
