/** Recording of spans: those of sampled traces are exported, and others leave no trace but their id. */
import { SpanStatusCode, TraceFlags } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { expect, test } from "vitest";
import { CodedError } from "../../src/runtime/errors.ts";
import {
  beginTrace,
  currentTraceparent,
  endSpan,
  inRecording,
  inShortSpan,
  inSpan,
  inStoredTrace,
  openRecording,
  readTraceparent,
  sampledTraceparent,
} from "../../src/tracing/spans.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { recordingLog } from "../support/log-lines.ts";
import { recordTraces } from "../support/traces.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const sampled = `00-${traceId}-b7ad6b7169203331-01`;
const unsampled = `00-${traceId}-b7ad6b7169203331-00`;
const trace = { requestId: "req_1", entry: "graphql" } as const;
const part = { kind: "server", name: "graphql" } as const;

/** Records with this share of sampled traces until the test ends, from second 1,000 on. */
function record(sampledShare: number) {
  const runtime = manualRuntime(1_000_000);
  const exported = recordTraces(sampledShare, runtime);
  return { runtime, exported, names: () => exported().map(({ name }) => name) };
}

/** Handles a request of another process that has one span inside; the traceparents of both are returned. */
function handle(traceparent: string): Promise<(string | undefined)[]> {
  return inRecording(trace, readTraceparent(traceparent), part, async () => [
    currentTraceparent(),
    await inSpan("client", "inner", async () => currentTraceparent()),
  ]);
}

const idsOf = (spans: readonly ReadableSpan[]) => spans.map((span) => span.spanContext().traceId);

test("nothing is recorded, named or sent while there is no tracer", async () => {
  expect(beginTrace(sampled)).toBeUndefined();
  expect(await handle(sampled)).toEqual([undefined, undefined]);
  expect(await inStoredTrace(sampled, part, async () => sampledTraceparent())).toBeNull();
});

test("the spans of a sampled request are exported as one tree below the caller's span, with its times", async () => {
  const { runtime, exported } = record(0);
  await inRecording(trace, readTraceparent(sampled), part, async () => {
    await runtime.advance(5);
    expect(sampledTraceparent()).toBe(currentTraceparent());
    await inSpan("client", "inner", () => runtime.advance(10));
  });
  const [inner, first] = exported();
  expect(first).toMatchObject({
    name: "graphql",
    parentSpanContext: { spanId: "b7ad6b7169203331" },
    startTime: [1_000, 0],
    endTime: [1_000, 15_000_000],
  });
  expect(inner).toMatchObject({
    name: "inner",
    parentSpanContext: { spanId: first?.spanContext().spanId },
    startTime: [1_000, 5_000_000],
    endTime: [1_000, 15_000_000],
  });
  expect(idsOf(exported())).toEqual([traceId, traceId]);
});

test("an unsampled request exports nothing, however it ends, and its calls carry its trace with the flag of others", async () => {
  const { runtime, exported } = record(1);
  const [own, inner] = await handle(unsampled);
  expect(own).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
  expect(inner).toBe(own);
  const failing = inRecording(trace, readTraceparent(unsampled), part, async () => {
    await runtime.advance(60_000);
    expect(sampledTraceparent()).toBeNull();
    inShortSpan("client", "select tins", undefined, () => {
      throw new CodedError("FORBIDDEN", "refused");
    });
  });
  await expect(failing).rejects.toThrow("refused");
  expect(exported()).toEqual([]);
});

test("new traces are sampled by share, and a process takes over the decision of its caller", async () => {
  const { exported } = record(0.25);
  const traces = 1_000;
  const headers: string[] = [];
  for (let index = 0; index < traces; index += 1) {
    await inRecording(trace, beginTrace(undefined), part, async () => void headers.push(currentTraceparent() ?? ""));
  }
  const begun = idsOf(exported());
  expect(new Set(begun).size).toBe(begun.length);
  // The manual runtime draws the same ids each time; 250 are expected, with a standard deviation of 14.
  expect(begun.length).toBeGreaterThan(180);
  expect(begun.length).toBeLessThan(320);
  for (const header of headers) await handle(header);
  expect(exported()).toHaveLength(begun.length * 3);
  expect(new Set(idsOf(exported()))).toEqual(new Set(begun));
});

test("a client's trace id is taken over, and neither its flag nor its choice of an id has it sampled", () => {
  record(0);
  expect(beginTrace(sampled)).toMatchObject({ traceId, spanId: "b7ad6b7169203331", traceFlags: TraceFlags.NONE });
  record(1);
  expect(beginTrace(unsampled)).toMatchObject({ traceId, traceFlags: TraceFlags.SAMPLED });
  const { exported } = record(0.5);
  // By its id alone, this trace would be sampled at any share above 0.
  const chosen = `00-${"0".repeat(31)}1-b7ad6b7169203331-01`;
  for (let index = 0; index < 100; index += 1) endSpan(openRecording(beginTrace(chosen), "server", "operation"));
  expect(exported().length).toBeGreaterThan(25);
  expect(exported().length).toBeLessThan(75);
});

test.each([
  "",
  "00",
  sampled.toUpperCase(),
  `${sampled}-more`,
  sampled.replace(/^00/, "01"),
  sampled.replace(traceId, "0".repeat(32)),
  sampled.replace("b7ad6b7169203331", "0".repeat(16)),
  ["00"],
  undefined,
])("%j is no traceparent", (text) => {
  record(1);
  expect(readTraceparent(text)).toBeUndefined();
});

test("a failed span has the code or the class of the error, never its message", async () => {
  const { exported } = record(1);
  const failing = (error: Error) =>
    inRecording(trace, readTraceparent(sampled), part, () => inSpan("client", "inner", () => Promise.reject(error)));
  await expect(failing(new CodedError("FORBIDDEN", "anna@example.org"))).rejects.toThrow();
  await expect(failing(new TypeError("anna@example.org"))).rejects.toThrow();
  const types = exported().map(({ attributes }) => attributes["error.type"]);
  expect(types).toEqual(["FORBIDDEN", "FORBIDDEN", "TypeError", "TypeError"]);
  expect(new Set(exported().map(({ status }) => status.code))).toEqual(new Set([SpanStatusCode.ERROR]));
  const told = exported().map(({ name, attributes, events, status }) => ({ name, attributes, events, status }));
  expect(JSON.stringify(told)).not.toContain("anna");
});

test("a span that ends after the first of its request is exported too", async () => {
  const { runtime, exported, names } = record(0);
  let late: Promise<void> | undefined;
  await inRecording(trace, readTraceparent(sampled), part, async () => {
    late = inSpan("client", "late", () => runtime.sleep(5));
  });
  expect(names()).toEqual(["graphql"]);
  await runtime.advance(5);
  await late;
  expect(names()).toEqual(["graphql", "late"]);
  expect(exported()[1]?.parentSpanContext?.spanId).toBe(exported()[0]?.spanContext().spanId);
});

test("one recording has at most 1,000 spans besides its first", async () => {
  const { names } = record(1);
  await inRecording(trace, readTraceparent(sampled), part, async () => {
    for (let index = 0; index < 1_500; index += 1) await inSpan("client", "inner", async () => undefined);
  });
  expect(names()).toHaveLength(1_001);
  expect(names().at(-1)).toBe("graphql");
});

test.each([sampled, unsampled])("log lines of %s have the id of the trace", async (traceparent) => {
  record(0);
  const { lines, log } = recordingLog();
  await inRecording(trace, readTraceparent(traceparent), part, async () => log.info("inside"));
  log.info("outside");
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ requestId: "req_1", traceId }, { msg: "outside" }]);
  expect(lines[1]).not.toContain("traceId");
});

test("stored work continues its trace, and belongs to the request that still waits for it", async () => {
  const { exported, names } = record(0);
  await inStoredTrace(sampled, { kind: "consumer", name: "later" }, async () => undefined);
  expect(exported()).toMatchObject([{ name: "later", parentSpanContext: { spanId: "b7ad6b7169203331" } }]);
  await inRecording(trace, readTraceparent(unsampled), part, () =>
    inStoredTrace(sampled, { kind: "consumer", name: "at once" }, async () => undefined),
  );
  await inStoredTrace(null, { kind: "consumer", name: "untraced" }, async () => undefined);
  expect(names()).toEqual(["later"]);
});
