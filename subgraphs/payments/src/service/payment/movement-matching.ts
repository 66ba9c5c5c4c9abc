/** Matching of the provider's movements with our rows. */

/**
 * Maps the provider's id of each movement to our row: the row with this id or, if no other movement matched it, the row with its key. Each row
 * matches once: if a provider forgot a key and moved money twice, the second movement was not requested.
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
