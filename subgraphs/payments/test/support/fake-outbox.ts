/** Outbox of a fake service: events that tests write. As in a real service, a request for events waits as long as it asks to. */
import type { EventsPage } from "@hansa/kit/messaging";
import type { Runtime } from "@hansa/kit/runtime";

/** Opens the outbox. `publish` appends an event; `read` answers the consumers. */
export function fakeOutbox(runtime: Runtime) {
  const outbox: EventsPage["events"] = [];
  const waiting = new Set<AbortController>();
  async function awaitEvents(waitMs: number): Promise<void> {
    const stopping = new AbortController();
    waiting.add(stopping);
    await runtime.sleep(waitMs, stopping.signal);
    waiting.delete(stopping);
  }
  return {
    read: async ({ after, waitMs }: { after: number; waitMs: number }): Promise<EventsPage> => {
      if (outbox.length <= after && waitMs > 0) await awaitEvents(waitMs);
      return { events: outbox.filter(({ seq }) => seq > after), lastSeq: outbox.length };
    },
    publish: (type: string, payload: unknown): void => {
      const seq = outbox.length + 1;
      const event = { seq, eventId: `evt_${seq}`, type, version: 1, aggregateId: "x", payload };
      outbox.push({ ...event, occurredAt: runtime.now() });
      for (const stopping of waiting) stopping.abort();
    },
  };
}
