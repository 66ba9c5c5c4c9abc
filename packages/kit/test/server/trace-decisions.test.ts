/** Decisions to keep traces: one signed call in a second for each service, to which it answers with the spans that it holds. */
import { expect, onTestFinished, test } from "vitest";
import { developmentRing } from "../../src/identity/keys/key-ring.ts";
import type { PeerRequest } from "../../src/rpc/peers.ts";
import { createLog } from "../../src/runtime/log.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import type { Span } from "../../src/runtime/trace.ts";
import { withTrace } from "../../src/runtime/trace.ts";
import { openDecisions } from "../../src/server/trace-decisions.ts";
import { openRecorder } from "../../src/tracing/recorder.ts";
import { inRecording, readTraceparent, recordSpans } from "../../src/tracing/spans.ts";
import { orders, service } from "../support/service.ts";

const log = createLog("test", "silent");
const ids = Array.from({ length: 1_200 }, (_, index) => (index + 1).toString(16).padStart(32, "0"));

/** A recorder for the test. */
function record(): Span[] {
  const exported: Span[] = [];
  recordSpans(openRecorder({ runtime: systemRuntime, sampledShare: 0, export: (span) => void exported.push(span) }));
  onTestFinished(() => recordSpans(undefined));
  return exported;
}

test("decisions of a second go to each service in one call with at most 1,000 ids, outside the request's trace", async () => {
  const sent: { callee: string; request: PeerRequest }[] = [];
  const timers: (() => void)[] = [];
  const runtime = {
    ...systemRuntime,
    startTimer: (_ms: number, callback: () => void) => {
      timers.push(callback);
      return () => {};
    },
  };
  const metrics = createMetrics();
  const pass = openDecisions({ runtime, log }, (callee) => ({
    callee,
    ring: developmentRing("router"),
    runtime,
    metrics,
    transport: async (callee, request) => {
      sent.push({ callee, request });
      return { status: 200, body: "{}" };
    },
  }));
  const client = { requestId: "req_of_the_client", entry: "graphql" } as const;
  withTrace(client, () => {
    for (const id of ids) pass(id, ["orders", "products"]);
  });
  expect([sent.length, timers.length]).toEqual([0, 1]);
  // A timer runs in the context in which it was started.
  withTrace(client, () => timers[0]?.());
  await expect.poll(() => sent.length).toBe(2);
  expect(sent.map(({ callee }) => callee)).toEqual(["orders", "products"]);
  for (const { request } of sent) {
    expect(request).toMatchObject({ path: "/internal/keep-traces", toAll: true });
    expect(JSON.parse(request.body)).toEqual({ traceIds: ids.slice(0, 1_000) });
    expect(JSON.stringify(request.headers)).not.toContain("req_of_the_client");
  }
});

test("a service exports what it holds of the traces of a signed call, and refuses others", async () => {
  const exported = record();
  const { inner, sign } = await service();
  const [traceId = ""] = ids;
  const trace = { requestId: "req_1", entry: "graphql" } as const;
  const parent = readTraceparent(`00-${traceId}-b7ad6b7169203331-00`);
  await inRecording(trace, parent, { kind: "server", name: "graphql" }, async () => undefined);
  const keep = (body: string, headers: Record<string, string>) =>
    inner.inject({ method: "POST", url: "/internal/keep-traces", headers, payload: body });
  const body = JSON.stringify({ traceIds: [traceId] });
  expect((await keep(body, { "content-type": "application/json" })).statusCode).toBe(401);
  const tooMany = JSON.stringify({ traceIds: ids });
  expect((await keep(tooMany, sign(tooMany, orders("/internal/keep-traces")))).statusCode).toBe(400);
  expect(exported).toEqual([]);
  expect((await keep(body, sign(body, orders("/internal/keep-traces")))).statusCode).toBe(200);
  expect(exported).toMatchObject([{ name: "graphql", recording: { traceId } }]);
});
