/** A process that puts tins on a shelf, asks outside after each, and is killed where it is told to be. */
import { commonVariables, crashOf, readEnvironment } from "../src/config.ts";
import { crashingAt } from "../src/crashing.ts";
import { createMetrics } from "../src/metrics.ts";
import { call } from "../src/outbound.ts";
import { openStore } from "../src/store.ts";
import { systemWorld } from "../src/world.ts";
import { addTin, tinMigrations } from "./shelf.ts";

const [, , file = "", HANSA_CRASH_AT] = process.argv;
const world = crashingAt(systemWorld, crashOf(readEnvironment(commonVariables, { HANSA_CRASH_AT }, [])));
const metrics = createMetrics();
const store = await openStore({ file, migrations: tinMigrations, world, metrics });
for (const name of ["peas", "beans", "corn"]) {
  await store.write("add", (tx) => addTin(tx, name));
  await call({ world, metrics }, "grocer.tell", async () => process.stdout.write(`${name}\n`));
}
await store.close();
