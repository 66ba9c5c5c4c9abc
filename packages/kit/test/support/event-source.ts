/** An event source behind its real internal server, and consumers of it, for the tests of event consumers. */

import { onTestFinished } from "vitest";
import { developmentRing } from "../../src/identity/keys/key-ring.ts";
import { type ConsumerOptions, consumeEvents } from "../../src/messaging/event-consumer.ts";
import { appendEvent, awaitEvents } from "../../src/messaging/outbox.ts";
import type { Transport } from "../../src/rpc/peers.ts";
import { directTransport } from "../../src/rpc/transports.ts";
import { createLog, type Log } from "../../src/runtime/log.ts";
import { createMetrics, type Metrics } from "../../src/runtime/metrics.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { openInternalServer } from "../../src/server/internal-server.ts";
import type { Store } from "../../src/store/store.ts";
import { processes } from "./processes.ts";
import { applyTin, tinAdded } from "./tin-events.ts";
import { openTins } from "./tins.ts";

export const runtime = systemRuntime;
export const log = createLog("test", "silent");
export const ring = developmentRing("orders", processes);

/** Opens a service with events, behind its real internal server. */
export async function source() {
  const store = await openTins();
  const stopping = new AbortController();
  const server = openInternalServer({
    runtime,
    log,
    metrics: createMetrics(),
    bodyLimit: 10_000,
    handlers: {},
    ring: developmentRing("products", processes),
    events: (request) => awaitEvents({ store, runtime, stopping: stopping.signal }, request),
    outside: [],
    isReady: () => true,
  });
  onTestFinished(async () => {
    stopping.abort();
    await server.close();
  });
  const publish = (...names: string[]) =>
    store.write("tell", async (tx) => {
      for (const name of names) await appendEvent(runtime, tx, tinAdded, { name });
    });
  return { publish: publish, transport: directTransport(new Map([["products", server]])) };
}

type More = { cursor?: string; metrics?: Metrics; log?: Log };

export function openConsumer(
  store: Store,
  transport: Transport,
  apply: ConsumerOptions["apply"] = applyTin,
  { cursor, metrics, log: lines = log }: More = {},
) {
  const peer = {
    callee: "products",
    ring,
    transport,
    runtime,
    metrics: metrics ?? createMetrics(),
  } as const;
  return consumeEvents({ peer, store, log: lines, apply, ...(cursor ? { cursor } : {}) });
}

/** A page with these events, of a source whose last number is `lastSeq`. */
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
