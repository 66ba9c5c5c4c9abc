/** Abort signals: a long-lived signal keeps no listener of work that has ended. */
import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { withJoinedSignals } from "../../src/coordination/abort-signals.ts";
import { awaitEvents } from "../../src/messaging/outbox.ts";
import { sendRequest } from "../../src/rpc/peers.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { ring } from "../support/event-source.ts";
import { openTins } from "../support/tins.ts";

/**
 * The number of signals that depend on this one. Node keeps those made by `AbortSignal.any` in a separate set, in Node 24
 * only those with a listener.
 */
function waitingFor(signal: AbortSignal): number {
  const made = Object.getOwnPropertySymbols(signal).find(({ description }) => description === "kDependantSignals");
  const dependants: unknown = made && Reflect.get(signal, made);
  const count = typeof dependants === "object" && dependants && "size" in dependants ? Number(dependants.size) : 0;
  return getEventListeners(signal, "abort").length + count;
}

test("the counted listeners of a signal equal the real ones", () => {
  const { signal } = new AbortController();
  signal.addEventListener("abort", () => {});
  AbortSignal.any([signal]).addEventListener("abort", () => {});
  expect(waitingFor(signal)).toBe(2);
});

test("a service that waits for events a thousand times leaves no listener on its stop signal", async () => {
  const runtime = manualRuntime(0);
  const store = await openTins(runtime);
  const stopping = new AbortController().signal;
  for (let count = 0; count < 1_000; count += 1) {
    const waiting = awaitEvents({ store, runtime, stopping }, { after: 0, limit: 1, waitMs: 250 });
    await runtime.advance(250);
    await waiting;
  }
  expect(waitingFor(stopping)).toBe(0);
});

test("a consumer that polls a thousand times leaves no listener on its stop signal", async () => {
  const stopping = new AbortController().signal;
  const transport = async () => ({ status: 200, body: "{}" });
  const peer = {
    callee: "products",
    ring,
    transport,
    runtime: systemRuntime,
    metrics: createMetrics(),
  } as const;
  for (let count = 0; count < 1_000; count += 1)
    await sendRequest(peer, { path: "/internal/events", name: "events", waitMs: 5_000, signal: stopping }, {});
  expect(waitingFor(stopping)).toBe(0);
});

test("work is aborted by each of its signals, also by one aborted before, and by its own controller", async () => {
  const over = (signal: AbortSignal) =>
    new Promise<unknown>((resolve) => {
      if (signal.aborted) resolve(signal.reason);
      signal.addEventListener("abort", () => resolve(signal.reason));
    });
  const [first, second] = [new AbortController(), new AbortController()];
  const signals = [first.signal, second.signal];
  expect(
    await withJoinedSignals(signals, (own) => {
      own.abort("done");
      return over(own.signal);
    }),
  ).toBe("done");
  expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
  const working = withJoinedSignals(signals, (own) => over(own.signal));
  second.abort("stopped");
  expect(await working).toBe("stopped");
  expect(await withJoinedSignals(signals, (own) => over(own.signal))).toBe("stopped");
});

test("work that throws leaves no listener either", async () => {
  const { signal } = new AbortController();
  const failing = withJoinedSignals([signal], async () => {
    throw new Error("no more tins");
  });
  expect(waitingFor(signal)).toBe(1);
  await expect(failing).rejects.toThrow("no more tins");
  expect(waitingFor(signal)).toBe(0);
});
