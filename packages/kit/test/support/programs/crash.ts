/** A process that stores tins, calls the outside after each, and is killed at its crash point. */

import { callOutside } from "../../../src/rpc/outbound.ts";
import { crashAt } from "../../../src/runtime/crash-points.ts";
import { createMetrics } from "../../../src/runtime/metrics.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import { commonVariables, crashOf, readEnvironment } from "../../../src/service/config.ts";
import { openStore } from "../../../src/store/store.ts";
import { addTin, tinMigrations } from "../shelf.ts";

const [, , file = "", HANSA_CRASH_AT] = process.argv;
const runtime = crashAt(systemRuntime, crashOf(readEnvironment(commonVariables, { HANSA_CRASH_AT })));
const metrics = createMetrics();
const store = await openStore({ place: { engine: "sqlite", file }, migrations: tinMigrations, runtime, metrics });
for (const name of ["peas", "beans", "corn"]) {
  await store.write("add", (tx) => addTin(tx, name));
  await callOutside({ runtime, metrics }, "grocer.tell", async () => process.stdout.write(`${name}\n`));
}
await store.close();
