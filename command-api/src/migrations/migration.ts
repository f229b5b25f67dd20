/** One step; never changed once it has run anywhere. */
export interface Migration {
  readonly id: number
  readonly name: string
  readonly sql: string
}
