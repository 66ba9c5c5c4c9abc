/** A fake of the users service: a real internal server whose events are written by tests. */
import { users as contract } from "@hansa/contracts/users";
import { developmentRing } from "@hansa/kit/identity/keys/key-ring";
import type { EventsPage } from "@hansa/kit/messaging/outbox";
import { createLog } from "@hansa/kit/runtime/log";
import { createMetrics } from "@hansa/kit/runtime/metrics";
import { type Runtime, systemRuntime } from "@hansa/kit/runtime/runtime";
import { handleOperation, openInternalServer } from "@hansa/kit/server/internal-server";

/** Opens the fake. `tell` appends an event. As in the real service, a request for events waits as long as it asks to. */
export function fakeUsers(runtime: Runtime) {
  const outbox: EventsPage["events"] = [];
  const waiting = new Set<AbortController>();
  async function awaitEvents(waitMs: number): Promise<void> {
    const stopping = new AbortController();
    waiting.add(stopping);
    await runtime.sleep(waitMs, stopping.signal);
    waiting.delete(stopping);
  }
  const inner = openInternalServer<typeof contract>({
    runtime,
    log: createLog("users", "silent"),
    metrics: createMetrics(),
    bodyLimit: 100_000,
    ring: developmentRing("users"),
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
    outside: { paths: [], addRoutes: () => {} },
    events: async ({ after, waitMs }) => {
      if (outbox.length <= after) await awaitEvents(waitMs);
      return { events: outbox.filter(({ seq }) => seq > after), lastSeq: outbox.length };
    },
    isReady: () => true,
  });
  return {
    inner,
    publish: (type: string, payload: unknown): void => {
      const seq = outbox.length + 1;
      outbox.push({
        seq,
        eventId: `evt_${seq}`,
        type,
        version: 1,
        aggregateId: "x",
        payload,
        occurredAt: runtime.now(),
      });
      for (const stopping of waiting) stopping.abort();
    },
  };
}
