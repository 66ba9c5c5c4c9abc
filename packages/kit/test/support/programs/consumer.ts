/** A process that consumes the events of one store and puts their tins into another one, until it is killed. */
import { developmentRing } from "../../../src/identity/keys/key-ring.ts";
import { consumeEvents } from "../../../src/messaging/event-consumer.ts";
import { awaitEvents, eventRequest } from "../../../src/messaging/outbox.ts";
import { createLog } from "../../../src/runtime/log.ts";
import { createMetrics } from "../../../src/runtime/metrics.ts";
import { systemRuntime as runtime } from "../../../src/runtime/runtime.ts";
import { openStore } from "../../../src/store/store.ts";
import { processes } from "../processes.ts";
import { tinMigrations } from "../shelf.ts";
import { applyTin } from "../tin-events.ts";

const [, , from = "", to = ""] = process.argv;
const metrics = createMetrics();
const open = (place: string) =>
  openStore({ place: JSON.parse(place), migrations: tinMigrations, runtime, metrics: createMetrics() });
const [source, store] = [await open(from), await open(to)];
const { signal: stopping } = new AbortController();

/** The source answers in this process. */
const transport = async (_callee: string, { body }: { body?: string | Uint8Array }) => {
  const page = await awaitEvents({ store: source, runtime, stopping }, eventRequest.parse(JSON.parse(String(body))));
  return { status: 200, body: JSON.stringify(page) };
};
const peer = { callee: "products", ring: developmentRing("orders", processes), transport, runtime, metrics } as const;
await consumeEvents({ peer, store, log: createLog("consumer", "error"), apply: applyTin }).run(stopping);
