/** A process that publishes events, so many in each write, until it is killed. It prints the name of each write that was acknowledged. */
import { appendEvent } from "../../../src/messaging/outbox.ts";
import { createMetrics } from "../../../src/runtime/metrics.ts";
import { systemRuntime as runtime } from "../../../src/runtime/runtime.ts";
import { openStore } from "../../../src/store/store.ts";
import { tinMigrations } from "../shelf.ts";
import { tinAdded } from "../tin-events.ts";

const [, , place = "", name = "", count = ""] = process.argv;
const lanes = 8;

const metrics = createMetrics();
const store = await openStore({ place: JSON.parse(place), migrations: tinMigrations, runtime, metrics });
await Promise.all(
  Array.from({ length: lanes }, async (_, lane) => {
    for (let write = 1; ; write += 1) {
      const batch = `${name}-${lane}-${write}`;
      await store
        .write("publish", async (tx) => {
          for (let event = 0; event < Number(count); event += 1)
            await appendEvent(runtime, tx, tinAdded, { name: `${batch}/${event}` });
        })
        .then(
          () => process.stdout.write(`${batch}\n`),
          // Refused or without a known outcome, as while the connection is lost.
          () => runtime.sleep(10),
        );
    }
  }),
);
