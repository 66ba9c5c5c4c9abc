/** Work on many things of which one may be broken: it is logged, and does not hold up the others. */
import type { Log } from "@hansa/kit/log";

export async function oneByOne<Item>(
  log: Log,
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  for (const item of items) {
    try {
      await work(item);
    } catch (error) {
      log.error({ err: error }, "one of many failed and will be tried again in its turn");
    }
  }
}
