/** Processing of independent items: a failing item is logged and does not block the others. */
import type { Log } from "@hansa/kit/runtime";

/** Processes the items one after the other. Never rejects. */
export async function processEach<Item>(
  log: Log,
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  for (const item of items) {
    try {
      await work(item);
    } catch (error) {
      log.error({ err: error }, "item processing: an item failed, it will be retried by the next run");
    }
  }
}
