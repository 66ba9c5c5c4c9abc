/** A service with events behind its real inner door, and followers of it, for the tests of following. */
import { onTestFinished } from "vitest";
import { z } from "zod";
import { directCarrier } from "../src/carriers.ts";
import { eventContract } from "../src/contract.ts";
import { type Following, follow } from "../src/follow.ts";
import { openInnerDoor } from "../src/inner-door.ts";
import { developmentRing } from "../src/keys/key-ring.ts";
import { createLog } from "../src/log.ts";
import { createMetrics, type Metrics } from "../src/metrics.ts";
import { appendEvent, awaitEvents, type Event } from "../src/outbox.ts";
import type { Carrier } from "../src/peers.ts";
import type { Store, Tx } from "../src/store.ts";
import { systemWorld } from "../src/world.ts";
import { addTin, openTins } from "./tins.ts";

export const world = systemWorld;
export const log = createLog("test", "silent");
export const ring = developmentRing("orders");
const tinAdded = eventContract("tin.added", 1, z.object({ name: z.string() }));
export const told = z.object({ name: z.string() });

/** A service with events, behind its real inner door. */
export async function source() {
  const store = await openTins();
  const stopping = new AbortController();
  const door = openInnerDoor({
    world,
    log,
    metrics: createMetrics(),
    bodyLimit: 10_000,
    answers: {},
    ring: developmentRing("products"),
    events: (question) => awaitEvents({ store, world, stopping: stopping.signal }, question),
    outside: { paths: [], addRoutes: () => {} },
    isReady: () => true,
  });
  onTestFinished(async () => {
    stopping.abort();
    await door.close();
  });
  const tell = (...names: string[]) =>
    store.write("tell", async (tx) => {
      for (const name of names) await appendEvent(tx, world, tinAdded, name, { name });
    });
  return { tell, carry: directCarrier(new Map([["products", door]])) };
}

export const putOnShelf = (tx: Tx, { payload }: Event) => addTin(tx, told.parse(payload).name);

type More = { cursor?: string; metrics?: Metrics };

export function follower(
  store: Store,
  carry: Carrier,
  apply: Following["apply"] = putOnShelf,
  { cursor, metrics }: More = {},
) {
  const peer = {
    callee: "products",
    ring,
    carry,
    world,
    metrics: metrics ?? createMetrics(),
  } as const;
  return follow({ peer, store, log, apply, ...(cursor ? { cursor } : {}) });
}

/** A page with these events, of a source that has come as far as `lastSeq`. */
export function page(seqs: readonly number[], lastSeq = Math.max(...seqs)) {
  const events = seqs.map((seq) => ({
    seq,
    eventId: `evt_${seq}`,
    type: "tin.added",
    version: 1,
    aggregateId: "tin",
    payload: { name: String(seq) },
    occurredAt: 0,
  }));
  return { status: 200, body: JSON.stringify({ events, lastSeq }) };
}
