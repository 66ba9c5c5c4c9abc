/**
 * A process that writes like a shop: each of its numbers into one store after the other, until it is told to end. It ends at a write that is
 * refused, and prints why.
 */
import { createMetrics, systemRuntime } from "@hansa/kit/runtime";
import { inboxCursor, openStore, type Store } from "@hansa/kit/store";
import { storesOfShop } from "../../host/store-places.ts";

const [data = "", writer = "", ...names] = process.argv.slice(2);

const stores: Store[] = [];
for (const name of names) {
  const found = storesOfShop(data, process.env).find(({ store }) => store === `${name}/${name}.db`);
  if (found === undefined) throw new Error(`there is no store ${name}`);
  const { place, migrations } = found;
  stores.push(await openStore({ place, migrations, runtime: systemRuntime, metrics: createMetrics() }));
}
let isEnding = false;
process.once("SIGTERM", () => {
  isEnding = true;
});
for (let seq = 1; !isEnding; seq += 1)
  for (const store of stores)
    await store
      .write("count", async (tx) => {
        const counted = tx.insert(inboxCursor).values({ source: writer, seq });
        await counted.onConflictDoUpdate({ target: inboxCursor.source, set: { seq } }).run();
      })
      .catch((error: unknown) => {
        isEnding = true;
        process.stdout.write(`refused: ${error}\n`);
      });
for (const store of stores) await store.close();
