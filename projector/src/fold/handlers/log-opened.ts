/**
 * Changes nothing: it says which log this is, not what happened in it. Another generation than the read model's never gets here; it is
 * refused before the fold.
 */
export function logOpened(): boolean {
  return false
}
