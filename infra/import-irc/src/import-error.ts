/** Why an import can't begin or go on, in a sentence that says what to do. */
export class ImportError extends Error {
  override readonly name = 'ImportError'
}
