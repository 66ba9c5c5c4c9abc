/** Traces of a test: recorded until it ends, and exported to a list. */
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from "@opentelemetry/sdk-trace";
import { onTestFinished } from "vitest";
import { type Runtime, systemRuntime } from "../../src/runtime/runtime.ts";
import { recordSpans } from "../../src/tracing/spans.ts";
import { openTracer } from "../../src/tracing/tracer.ts";

/** Samples this share of new traces; the returned function gives the spans that were exported so far. */
export function recordTraces(sampledShare: number, runtime: Runtime = systemRuntime): () => ReadableSpan[] {
  const memory = new InMemorySpanExporter();
  const exporter = new SimpleSpanProcessor({ exporter: memory });
  recordSpans(openTracer({ name: "test", runtime, sampledShare, exporter }));
  onTestFinished(() => recordSpans(undefined));
  return () => memory.getFinishedSpans();
}
