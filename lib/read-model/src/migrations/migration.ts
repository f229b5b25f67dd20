/** A step that was ever released is never changed; the next change is the next number. */
export interface Migration {
  readonly id: number
  readonly name: string
  /** @param schema the schema that the step works in: `hanashi`, or that of one version of the read models */
  readonly up: (schema: string) => string
}
