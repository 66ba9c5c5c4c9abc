/** A fake of the users service: a real internal server whose events are written by tests. */
import { users as contract } from "@hansa/contracts/users";
import { answering, openInnerDoor } from "@hansa/kit/inner-door";
import { developmentRing } from "@hansa/kit/keys/key-ring";
import { createLog } from "@hansa/kit/log";
import { createMetrics } from "@hansa/kit/metrics";
import type { EventsPage } from "@hansa/kit/outbox";
import { systemWorld, type World } from "@hansa/kit/world";

/** Opens the fake. `tell` appends an event. As in the real service, a request for events waits as long as it asks to. */
export function fakeUsers(world: World) {
  const said: EventsPage["events"] = [];
  const waiting = new Set<AbortController>();
  async function awaitNews(waitMs: number): Promise<void> {
    const news = new AbortController();
    waiting.add(news);
    await world.sleep(waitMs, news.signal);
    waiting.delete(news);
  }
  const inner = openInnerDoor<typeof contract>({
    world,
    log: createLog("users", "silent"),
    metrics: createMetrics(),
    bodyLimit: 100_000,
    ring: developmentRing("users"),
    answers: {
      revocations: answering(contract.revocations, async ({ waitMs }) => {
        const asked = world.monotonic();
        // Real time too: a request waits for this response while the clock stands still.
        await Promise.race([world.sleep(waitMs), systemWorld.sleep(20)]);
        return { entries: [], seq: 0, waitedMs: world.monotonic() - asked };
      }),
      addressSnapshot: answering(contract.addressSnapshot, async () => ({ address: null })),
      clientByKey: answering(contract.clientByKey, async () => ({ client: null })),
      contact: answering(contract.contact, async () => ({ contact: null })),
    },
    outside: { paths: [], addRoutes: () => {} },
    events: async ({ after, waitMs }) => {
      if (said.length <= after) await awaitNews(waitMs);
      return { events: said.filter(({ seq }) => seq > after), lastSeq: said.length };
    },
    isReady: () => true,
  });
  return {
    inner,
    tell: (type: string, payload: unknown): void => {
      const seq = said.length + 1;
      said.push({ seq, eventId: `evt_${seq}`, type, version: 1, aggregateId: "x", payload, occurredAt: world.now() });
      for (const news of waiting) news.abort();
    },
  };
}
