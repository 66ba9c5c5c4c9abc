/** Spans of the store: writes by their name, and statements by their text, without the values. */
import { SpanKind } from "@opentelemetry/api";
import { expect, test } from "vitest";
import { outbox } from "../../src/store/tables.ts";
import { inRecording, readTraceparent } from "../../src/tracing/spans.ts";
import { openConsumer, source } from "../support/event-source.ts";
import { addTin, namesOf, openTins, openUnder } from "../support/tins.ts";
import { recordTraces } from "../support/traces.ts";

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

function inRequest<T>(work: () => Promise<T>): Promise<T> {
  const trace = { requestId: "req_1", entry: "graphql" } as const;
  return inRecording(trace, readTraceparent(traceparent), { kind: "server", name: "graphql" }, work);
}

test("a write and its statements are spans, and a read's statements too; values are in none", async () => {
  const exported = recordTraces(1);
  const store = await openTins();
  await inRequest(async () => {
    await store.write("add-tin", (tx) => addTin(tx, "a secret tin"));
    expect(await store.read(namesOf)).toEqual(["a secret tin"]);
  });
  const described = exported().map(({ name, parentSpanContext }) => [
    name,
    exported().find((each) => each.spanContext().spanId === parentSpanContext?.spanId)?.name,
  ]);
  expect(described).toEqual([
    ["insert tins", "add-tin"],
    ["add-tin", "graphql"],
    ["select tins", "graphql"],
    ["graphql", undefined],
  ]);
  const texts = exported()
    .map(({ name, attributes }) => JSON.stringify({ name, attributes }))
    .join();
  expect(texts).toContain("insert into");
  expect(texts).not.toContain("secret");
});

test("statements outside a recorded request are no spans", async () => {
  const exported = recordTraces(1);
  const store = await openTins();
  await store.write("add-tin", (tx) => addTin(tx, "tin"));
  expect(exported()).toEqual([]);
});

test("an event continues the trace of the request that appended it", async () => {
  const exported = recordTraces(1);
  const { publish, transport } = await source();
  // Each run of a write has spans of its own.
  const store = await openUnder({ writes: "once" });
  await inRequest(() => publish("traced"));
  await publish("untraced");
  const append = exported()
    .find(({ name }) => name === "tell")
    ?.spanContext();
  await openConsumer(store, transport).catchUp();
  const consumed = exported().filter(({ kind }) => kind === SpanKind.CONSUMER);
  expect(consumed).toMatchObject([{ name: "tin.added", parentSpanContext: { spanId: append?.spanId } }]);
  const { traceId, spanId } = consumed[0]?.spanContext() ?? {};
  expect(traceId).toBe(append?.traceId);
  const inside = exported().filter(({ parentSpanContext }) => parentSpanContext?.spanId === spanId);
  expect(inside.map(({ name }) => name)).toEqual(["insert tins"]);
  expect(await store.read((db) => db.select().from(outbox))).toEqual([]);
});
