/** Recording of spans: those of sampled requests are exported, others are held until it is known whether they are kept. */
import { expect, onTestFinished, test } from "vitest";
import { CodedError } from "../../src/runtime/errors.ts";
import type { Span } from "../../src/runtime/trace.ts";
import { openRecorder, passDecisionsBy } from "../../src/tracing/recorder.ts";
import {
  beginTrace,
  currentTraceparent,
  endRecording,
  inRecording,
  inSpan,
  inStoredTrace,
  keepHeldTraces,
  keepRecording,
  openRecording,
  readTraceparent,
  recordSpans,
  sampledTraceparent,
} from "../../src/tracing/spans.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { recordingLog } from "../support/log-lines.ts";

const client = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const traceId = "0af7651916cd43dd8448eb211c80319c";
const trace = { requestId: "req_1", entry: "graphql" } as const;
const part = { kind: "server", name: "graphql" } as const;

/** Records with this share of sampled requests until the test ends. */
function record(sampledShare: number) {
  const runtime = manualRuntime(1_000_000);
  const exported: Span[] = [];
  const passed: [string, string[]][] = [];
  recordSpans(openRecorder({ runtime, sampledShare, export: (span) => void exported.push(span) }));
  passDecisionsBy((traceId, services) => void passed.push([traceId, [...services]]));
  onTestFinished(() => {
    recordSpans(undefined);
    passDecisionsBy(() => undefined);
  });
  return { runtime, exported, passed, names: () => exported.map(({ name }) => name) };
}

/** Handles a request of another process that has one span inside; its traceparent is returned. */
function handle(traceparent: string, name = "inner"): Promise<string | undefined> {
  return inRecording(trace, readTraceparent(traceparent), part, () =>
    inSpan("client", name, async () => currentTraceparent()),
  );
}

const heldOf = (id: number) => `00-${id.toString(16).padStart(32, "0")}-b7ad6b7169203331-00`;
const idOf = (traceparent: string) => traceparent.slice(3, 35);

test("nothing is recorded, named or sent while no recorder is set", async () => {
  expect(beginTrace(client)).toBeUndefined();
  expect(await handle(client)).toBeUndefined();
  expect(await inStoredTrace(client, part, async () => sampledTraceparent())).toBeNull();
});

test("the spans of a sampled request are exported as one tree below the caller's span, with its times", async () => {
  const { runtime, exported } = record(0);
  await inRecording(trace, readTraceparent(client), part, async () => {
    await runtime.advance(5);
    expect(sampledTraceparent()).toBe(currentTraceparent());
    await inSpan("client", "inner", () => runtime.advance(10));
  });
  const [inner, first] = exported;
  expect(first).toMatchObject({
    name: "graphql",
    parentId: "b7ad6b7169203331",
    startedAt: 1_000_000,
    endedAt: 1_000_015,
  });
  expect(inner).toMatchObject({ name: "inner", parentId: first?.id, startedAt: 1_000_005, endedAt: 1_000_015 });
  expect(new Set(exported.map(({ recording }) => recording.traceId))).toEqual(new Set([traceId]));
});

test("a client's trace id is taken over, and its sampling flag is not", () => {
  record(0);
  expect(beginTrace(client)).toEqual({ traceId, spanId: "b7ad6b7169203331", isSampled: false });
  record(1);
  expect(beginTrace(client.replace(/01$/, "00"))).toMatchObject({ traceId, isSampled: true });
  expect(beginTrace(undefined)).toMatchObject({ traceId: expect.stringMatching(/^[0-9a-f]{32}$/), isSampled: true });
});

test.each([
  "",
  "00",
  client.toUpperCase(),
  `${client}-more`,
  client.replace(/^00/, "01"),
  client.replace(traceId, "0".repeat(32)),
  client.replace("b7ad6b7169203331", "0".repeat(16)),
  ["00"],
  undefined,
])("%j is no traceparent", (text) => {
  record(1);
  expect(readTraceparent(text)).toBeUndefined();
});

test("a failed span has the code or the class of the error, never its message", async () => {
  const { exported } = record(1);
  const failing = (error: Error) =>
    inRecording(trace, readTraceparent(client), part, () => inSpan("client", "inner", () => Promise.reject(error)));
  await expect(failing(new CodedError("FORBIDDEN", "anna@example.org"))).rejects.toThrow();
  await expect(failing(new TypeError("anna@example.org"))).rejects.toThrow();
  expect(exported.map(({ failure }) => failure)).toEqual(["FORBIDDEN", "FORBIDDEN", "TypeError", "TypeError"]);
  expect(JSON.stringify(exported.map(({ recording: _, ...span }) => span))).not.toContain("anna");
});

test("spans of an unsampled request are held for 15 s, and exported when another process keeps the trace", async () => {
  const { runtime, exported, names } = record(1);
  await handle(heldOf(1));
  expect(sampledTraceparent()).toBeNull();
  expect(exported).toEqual([]);
  await runtime.advance(14_000);
  await handle(heldOf(2));
  keepHeldTraces([idOf(heldOf(1))]);
  expect(names()).toEqual(["inner", "graphql"]);
  keepHeldTraces([idOf(heldOf(1))]);
  expect(exported).toHaveLength(2);
  await runtime.advance(15_000);
  keepHeldTraces([idOf(heldOf(2))]);
  expect(exported).toHaveLength(2);
});

test("spans that end after their trace was kept are exported too", async () => {
  const { names } = record(0);
  await handle(heldOf(1), "early");
  keepHeldTraces([idOf(heldOf(1))]);
  await handle(heldOf(1), "late");
  expect(names()).toEqual(["early", "graphql", "late", "graphql"]);
});

test("at most 2 MB of spans are held, and the oldest are dropped", async () => {
  const { exported } = record(0);
  const requests = 5_000;
  for (let id = 1; id <= requests; id += 1) await handle(heldOf(id));
  for (let id = 1; id <= requests; id += 1) keepHeldTraces([idOf(heldOf(id))]);
  const traces = [...new Set(exported.map(({ recording }) => Number.parseInt(recording.traceId, 16)))];
  // Two spans and their trace take 1,200 bytes.
  expect(traces).toHaveLength(Math.floor((2 * 1024 * 1024) / 1_200));
  expect(traces.at(0)).toBe(requests - traces.length + 1);
  expect(traces.at(-1)).toBe(requests);
});

test("one recording has at most 1,000 spans besides its first", async () => {
  const { exported } = record(1);
  await inRecording(trace, readTraceparent(client), part, async () => {
    for (let index = 0; index < 1_500; index += 1) await inSpan("client", "inner", async () => undefined);
  });
  expect(exported).toHaveLength(1_001);
  expect(exported.at(-1)?.name).toBe("graphql");
});

test("a decision is passed to the services that were called, once, and at most 100 are made in a second", async () => {
  const { runtime, exported, passed } = record(0);
  const fail = () => {
    const span = openRecording(beginTrace(undefined), "server", "operation");
    span?.recording.calledServices.add("orders");
    if (span) keepRecording(span);
    endRecording(span);
  };
  fail();
  expect(exported.map(({ name }) => name)).toEqual(["operation"]);
  expect(passed).toEqual([[exported[0]?.recording.traceId, ["orders"]]]);
  for (let index = 0; index < 200; index += 1) fail();
  expect(passed).toHaveLength(100);
  await runtime.advance(1_000);
  fail();
  expect(passed).toHaveLength(101);
});

test("a service passes a decision on to those that it called for the request", async () => {
  const { passed } = record(0);
  await inRecording(trace, readTraceparent(heldOf(1)), part, async (span) => {
    span?.recording.calledServices.add("products");
  });
  keepHeldTraces([idOf(heldOf(1)), idOf(heldOf(1))]);
  expect(passed).toEqual([[idOf(heldOf(1)), ["products"]]]);
});

test("log lines have the id of the trace", async () => {
  record(0);
  const { lines, log } = recordingLog();
  await inRecording(trace, readTraceparent(client), part, async () => log.info("inside"));
  log.info("outside");
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ requestId: "req_1", traceId }, { msg: "outside" }]);
  expect(lines[1]).not.toContain("traceId");
});

test("stored work continues its trace, and belongs to the request that still waits for it", async () => {
  const { exported, names } = record(0);
  await inStoredTrace(client, { kind: "consumer", name: "later" }, async () => undefined);
  expect(exported).toMatchObject([{ name: "later", parentId: "b7ad6b7169203331" }]);
  await inRecording(trace, readTraceparent(heldOf(1)), part, () =>
    inStoredTrace(client, { kind: "consumer", name: "at once" }, async () => undefined),
  );
  await inStoredTrace(null, { kind: "consumer", name: "untraced" }, async () => undefined);
  expect(names()).toEqual(["later"]);
});
