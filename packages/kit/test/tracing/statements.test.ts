/** Spans of the store: writes by their name, and statements by their text, without the values. */
import { expect, onTestFinished, test } from "vitest";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import type { Span } from "../../src/runtime/trace.ts";
import { outbox } from "../../src/store/tables.ts";
import { openRecorder } from "../../src/tracing/recorder.ts";
import { inRecording, readTraceparent, recordSpans } from "../../src/tracing/spans.ts";
import { openConsumer, source } from "../support/event-source.ts";
import { addTin, namesOf, openTins } from "../support/tins.ts";

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

function record(): Span[] {
  const exported: Span[] = [];
  recordSpans(openRecorder({ runtime: systemRuntime, sampledShare: 1, export: (span) => void exported.push(span) }));
  onTestFinished(() => recordSpans(undefined));
  return exported;
}

function inRequest<T>(work: () => Promise<T>): Promise<T> {
  const trace = { requestId: "req_1", entry: "graphql" } as const;
  return inRecording(trace, readTraceparent(traceparent), { kind: "server", name: "graphql" }, work);
}

test("a write and its statements are spans, and a read's statements too; values are in none", async () => {
  const exported = record();
  const store = await openTins();
  await inRequest(async () => {
    await store.write("add-tin", (tx) => addTin(tx, "a secret tin"));
    expect(await store.read(namesOf)).toEqual(["a secret tin"]);
  });
  const described = exported.map(({ name, parentId }) => [name, exported.find(({ id }) => id === parentId)?.name]);
  expect(described).toEqual([
    ["insert tins", "add-tin"],
    ["add-tin", "graphql"],
    ["select tins", "graphql"],
    ["graphql", undefined],
  ]);
  const texts = exported.map(({ recording: _, ...span }) => JSON.stringify(span)).join();
  expect(texts).toContain("insert into");
  expect(texts).not.toContain("secret");
});

test("statements outside a recorded request are no spans", async () => {
  const exported = record();
  const store = await openTins();
  await store.write("add-tin", (tx) => addTin(tx, "tin"));
  expect(exported).toEqual([]);
});

test("an event continues the trace of the request that appended it", async () => {
  const exported = record();
  const { publish, transport } = await source();
  const store = await openTins();
  await inRequest(() => publish("traced"));
  await publish("untraced");
  const append = exported.find(({ name }) => name === "tell");
  await openConsumer(store, transport).catchUp();
  const consumed = exported.filter(({ kind }) => kind === "consumer");
  expect(consumed).toMatchObject([{ name: "tin.added", parentId: append?.id }]);
  expect(consumed[0]?.recording.traceId).toBe(append?.recording.traceId);
  expect(exported.filter(({ parentId }) => parentId === consumed[0]?.id).map(({ name }) => name)).toEqual([
    "insert tins",
  ]);
  expect(await store.read((db) => db.select().from(outbox))).toEqual([]);
});
