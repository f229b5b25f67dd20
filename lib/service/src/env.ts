import type { Parsed } from '@hanashi/schemas/brand'

/** A sort of value that an environment variable can have. */
export interface Kind<T> {
  /** Completes "NAME must be …". */
  readonly expects: string
  /** Its text is never shown. */
  readonly secret?: boolean
  parse(text: string): Parsed<T>
}

export interface Variable<T> {
  readonly kind: Kind<unknown>
  readonly doc: string
  readonly required: boolean
  /** What an absent variable means, in words for the documentation. */
  readonly absentMeans: string | undefined
  read(text: string | undefined): Parsed<T>
}

export type EnvSpec = Readonly<Record<string, Variable<unknown>>>
export type EnvOf<Spec extends EnvSpec> = {
  readonly [Name in keyof Spec]: Spec[Name] extends Variable<infer T> ? T : never
}

/** Every wrong or missing variable at once, one line each. */
export class EnvError extends Error {
  override readonly name = 'EnvError'
  readonly lines: readonly string[]

  constructor(lines: readonly string[]) {
    super(`wrong environment: ${lines.join('; ')}`)
    this.lines = lines
  }
}

/**
 * Reads the variables of `spec`; an empty one counts as absent.
 * @throws EnvError naming every variable that is missing or wrong, and what is expected
 */
export function readEnv<Spec extends EnvSpec>(
  spec: Spec,
  env: Readonly<Record<string, string | undefined>>,
): EnvOf<Spec> {
  const errors: string[] = []
  const values: Record<string, unknown> = {}
  for (const [name, variable] of Object.entries(spec)) {
    const text = env[name] === '' ? undefined : env[name]
    const parsed = variable.read(text)
    if (parsed.ok) values[name] = parsed.value
    else errors.push(`${name} ${parsed.reason}`)
  }
  if (errors.length > 0) throw new EnvError(errors)
  return values as EnvOf<Spec>
}

/** The service doesn't start without it. */
export function required<T>(kind: Kind<T>, doc: string): Variable<T> {
  return { kind, doc, required: true, absentMeans: undefined, read: reader(kind, undefined) }
}

export function optional<T>(kind: Kind<T>, doc: string, absentMeans?: string): Variable<T | undefined> {
  return { kind, doc, required: false, absentMeans, read: reader<T | undefined>(kind, { value: undefined }) }
}

export function withDefault<T>(kind: Kind<T>, value: NoInfer<T>, doc: string): Variable<T> {
  const absentMeans = Array.isArray(value) ? value.join(',') : String(value)
  return { kind, doc, required: false, absentMeans, read: reader(kind, { value }) }
}

function reader<T>(kind: Kind<T>, absent: { readonly value: T } | undefined): Variable<T>['read'] {
  return (text) => {
    if (text === undefined) {
      return absent === undefined
        ? { ok: false, reason: `is missing: must be ${kind.expects}` }
        : { ok: true, value: absent.value }
    }
    const parsed = kind.parse(text)
    if (parsed.ok) return parsed
    const shown = kind.secret === true ? '' : `, not ${JSON.stringify(text.slice(0, 80))}`
    return { ok: false, reason: `must be ${kind.expects}${shown}` }
  }
}
