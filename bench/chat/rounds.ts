export interface Limit {
  readonly name: string
  readonly values: readonly number[]
  /** Of each round: what part of the limit the system reached. 1 is the limit itself, for rates and times alike. */
  readonly shares: readonly number[]
}

export interface Figure {
  readonly name: string
  readonly unit: 'a second' | 'ms'
  readonly ours: readonly number[]
  readonly limits: readonly Limit[]
}

export interface Contest {
  readonly name: string
  readonly unit: Figure['unit']
  /** Each takes its round of the measure and answers its figure. */
  readonly ours: () => Promise<number>
  readonly limits: Readonly<Record<string, () => Promise<number>>>
  /** 5 unless told. */
  readonly rounds?: number
  /** Whether a round that isn't counted goes before. True unless told. */
  readonly warm?: boolean
}

/** The system and its raw limits in turn, round after round, so that whatever else the machine does meets them alike. */
export async function alternate({
  name,
  unit,
  ours,
  limits,
  rounds = 5,
  warm = true,
}: Contest): Promise<Figure> {
  const mine: number[] = []
  const theirs = Object.entries(limits).map(([limit, run]) => ({ name: limit, run, values: [] as number[] }))
  for (let round = warm ? -1 : 0; round < rounds; round++) {
    const value = await ours()
    if (round >= 0) mine.push(value)
    for (const limit of theirs) {
      const raw = await limit.run()
      if (round >= 0) limit.values.push(raw)
    }
  }
  return figureOf(name, unit, mine, theirs)
}

/** @param ours, limits in the same order of rounds */
export function figureOf(
  name: string,
  unit: Figure['unit'],
  ours: readonly number[],
  limits: readonly { readonly name: string; readonly values: readonly number[] }[],
): Figure {
  const share = (value: number, raw: number) => (unit === 'ms' ? raw / value : value / raw)
  return {
    name,
    unit,
    ours,
    limits: limits.map(({ name: limit, values }) => ({
      name: limit,
      values,
      shares: values.map((raw, round) => share(ours[round] ?? Number.NaN, raw)),
    })),
  }
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
