/** What the names of all topics of one run of the tests begin with. */
export function topicPrefix(runTag: string): string {
  return `test.${runTag}.`
}
