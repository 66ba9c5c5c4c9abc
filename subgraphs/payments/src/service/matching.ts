/** Which of a provider's movements are which of ours. */

/**
 * The row of each movement, by the provider's id of the movement: the row that has this id or else, if no other movement is that row's, the row
 * that was asked for under its key. Each row is found once: where a provider forgot a key and moved money again, nobody here asked for the second.
 */
export function matchMovements<Row extends { providerRef: string | null }>(
  movements: readonly { ref: string; key: string | null }[],
  rows: readonly Row[],
  keyOf: (row: Row) => string | null,
): Map<string, Row> {
  const matched = new Map<string, Row>();
  for (const { ref } of movements) {
    const row = rows.find(({ providerRef }) => providerRef === ref);
    if (row) matched.set(ref, row);
  }
  const taken = new Set(matched.values());
  for (const { ref, key } of movements) {
    if (key === null || matched.has(ref)) continue;
    const row = rows.find((one) => !taken.has(one) && keyOf(one) === key);
    if (!row) continue;
    matched.set(ref, row);
    taken.add(row);
  }
  return matched;
}
