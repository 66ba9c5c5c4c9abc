/** A fake of the users service: a real internal server whose events are written by tests. */

import { createLog } from "@hansa/contracts/log";
import { processes } from "@hansa/contracts/processes";
import { users as contract } from "@hansa/contracts/users";
import { developmentRing } from "@hansa/kit/identity";
import { createMetrics, type Runtime, systemRuntime } from "@hansa/kit/runtime";
import { handleOperation, openInternalServer } from "@hansa/kit/server";
import { fakeOutbox } from "./fake-outbox.ts";

/** Opens the fake. `publish` appends an event. */
export function fakeUsers(runtime: Runtime) {
  const outbox = fakeOutbox(runtime);
  const internal = openInternalServer<typeof contract>({
    runtime,
    log: createLog("users", "silent"),
    metrics: createMetrics(),
    bodyLimit: 100_000,
    ring: developmentRing("users", processes),
    handlers: {
      revocations: handleOperation(contract.revocations, async ({ waitMs }) => {
        const input = runtime.monotonic();
        // Real time too: a request waits for this response while the clock stands still.
        await Promise.race([runtime.sleep(waitMs), systemRuntime.sleep(20)]);
        return { entries: [], seq: 0, waitedMs: runtime.monotonic() - input };
      }),
      addressSnapshot: handleOperation(contract.addressSnapshot, async () => ({ address: null })),
      clientByKey: handleOperation(contract.clientByKey, async () => ({ client: null })),
      contact: handleOperation(contract.contact, async () => ({ contact: null })),
    },
    outside: [],
    events: outbox.read,
    isReady: () => true,
  });
  return { internal, publish: outbox.publish };
}
