/**
 * A table expression `at (generation, partition, seq)` of one row: the position that whatever else the statement reads of the group is true
 * for, because it is of the same snapshot. A parked group's stays before its first parked record.
 * @param group, partition the placeholders, such as $1
 */
export function groupAt(schema: string, group: string, partition: string): string {
  // Indexes: progress_pkey, parked_of_group.
  return `at AS (
    SELECT p.generation, p.partition,
      least(p.next_offset, (SELECT min(k.seq) FROM ${schema}.parked k WHERE k.group_id = ${group})) - 1 AS seq
    FROM ${schema}.progress p WHERE p.kind = 'groups' AND p.partition = ${partition})`
}

export const atPosition = `at.generation || ':' || at.partition || ':' || at.seq`
