/** Runs work on several items concurrently, started in order. */
import pLimit from "p-limit";

/**
 * Does the work for each item, at most `places` at once. Items of one group wait for each other, in order. The first failure stops
 * what has not begun, waits for what has, and is thrown.
 */
export async function runConcurrently<Item>(
  items: readonly Item[],
  places: number,
  groupOf: (item: Item) => string,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const latest = new Map<string, Promise<void>>();
  const failures: unknown[] = [];

  const doOne = async (item: Item, before: Promise<void> | undefined): Promise<void> => {
    await before;
    if (failures.length > 0) return;
    try {
      await work(item);
    } catch (error) {
      failures.push(error);
    }
  };
  await pLimit(places).map(items, (item) => {
    const done = doOne(item, latest.get(groupOf(item)));
    latest.set(groupOf(item), done);
    return done;
  });
  if (failures.length > 0) throw failures[0];
}
