/** Recording of spans: while the process exports no traces, each function here costs one check, and a request that is not sampled has one span without content. */
import type { SpanContext } from "@opentelemetry/api";
import { codeOf } from "../runtime/errors.ts";
import { currentTrace, type Span, type SpanKind, type Trace, withTrace } from "../runtime/trace.ts";
import type { Tracer } from "./tracer.ts";

/** The most spans of one recording besides its first; later ones are not recorded. */
const maxSpans = 1_000;
const traceparentForm = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;
/** The flag of a sampled trace. */
const sampledFlag = 1;
/** The parent of a span that begins a trace, as the SDK reads it. */
const noParent: SpanContext = { traceId: "", spanId: "", traceFlags: 0 };

let tracer: Tracer | undefined;

/** Sets the tracer of the process; undefined ends the recording. */
export function recordSpans(by: Tracer | undefined): void {
  tracer = by;
}

/** Whether the process records spans. */
export function isRecording(): boolean {
  return tracer !== undefined;
}

/** Reads a `traceparent` of another process of the shop; undefined if it has none, or nothing is recorded here. */
export function readTraceparent(text: unknown): SpanContext | undefined {
  if (!tracer || typeof text !== "string") return undefined;
  const [, traceId, spanId, flags = ""] = traceparentForm.exec(text) ?? [];
  if (!traceId || !spanId) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & sampledFlag, isRemote: true };
}

/** The trace of stored work, as a field of log lines that are written outside it; empty where nothing is recorded. */
export function storedTrace(traceparent: string | null | undefined): { traceId?: string } {
  const parent = readTraceparent(traceparent);
  return parent ? { traceId: parent.traceId } : {};
}

/** The parent of a client's request: the trace that it names, or none. Whether that is sampled is not the client's choice. */
export function beginTrace(traceparent: unknown): SpanContext | undefined {
  if (!tracer) return undefined;
  const parent = readTraceparent(traceparent);
  return parent ? { ...parent, traceFlags: tracer.isNextSampled() ? sampledFlag : 0 } : noParent;
}

/** The `traceparent` for a request of the current work; undefined where nothing is recorded. */
export function currentTraceparent(): string | undefined {
  const span = tracer && currentTrace()?.span;
  if (!span) return undefined;
  const { traceId, isSampled } = span.recording;
  return `00-${traceId}-${span.sdk.spanContext().spanId}-${isSampled ? "01" : "00"}`;
}

/** The `traceparent` that is stored with work for later; null unless the trace is sampled: nothing of others is exported. */
export function sampledTraceparent(): string | null {
  return (currentTrace()?.span?.recording.isSampled && currentTraceparent()) || null;
}

/** Opens the first span of this process in a trace; undefined without `parent`. `endSpan` ends it. */
export function openRecording(parent: SpanContext | undefined, kind: SpanKind, name: string): Span | undefined {
  if (!tracer || !parent) return undefined;
  const sdk = tracer.begin(parent, kind, name);
  const { traceId, traceFlags } = sdk.spanContext();
  const recording = { traceId, isSampled: (traceFlags & sampledFlag) === 1, spans: 0 };
  return { recording, sdk, name, attributes: undefined, failure: undefined };
}

/** Ends a span, which is exported with the next batch if its trace is sampled. */
export function endSpan(span: Span | undefined): void {
  if (span?.recording.isSampled) tracer?.end(span);
}

/** Describes the span of the current work. Texts have at most 100 characters, and are nothing that a person entered. */
export function describeSpan(attributes: Span["attributes"]): void {
  const span = tracer && currentTrace()?.span;
  if (span) span.attributes = attributes;
}

/** Notes the failure of the span of the current work: a code. */
export function failSpan(failure: string): void {
  const span = tracer && currentTrace()?.span;
  if (span) span.failure = failure;
}

/** Runs work as the first span of this process in a trace; without `parent`, under the trace alone. */
export function inRecording<T>(
  trace: Trace,
  parent: SpanContext | undefined,
  { kind, name }: { kind: SpanKind; name: string },
  work: (span: Span | undefined) => Promise<T>,
): Promise<T> {
  const span = openRecording(parent, kind, name);
  return span ? run(trace, span, work) : withTrace(trace, () => work(undefined));
}

/**
 * Runs work that was stored with a `traceparent`, such as an event: as a span of the request that still waits for it, or of the trace that it
 * comes from.
 */
export function inStoredTrace<T>(
  traceparent: string | null | undefined,
  part: { kind: SpanKind; name: string },
  work: () => Promise<T>,
): Promise<T> {
  if (!tracer) return work();
  const trace = currentTrace();
  if (trace?.span) return inSpan(part.kind, part.name, work);
  const parent = readTraceparent(traceparent);
  return parent ? inRecording(trace ?? { requestId: parent.traceId, entry: "job" }, parent, part, work) : work();
}

/** Runs work as a span of the current trace, if that is sampled. An error that it throws is its failure. */
export function inSpan<T>(kind: SpanKind, name: string, work: (span: Span | undefined) => Promise<T>): Promise<T> {
  const trace = tracer && currentTrace();
  const span = trace && openChild(trace.span, kind, name);
  return span ? run(trace, span, work) : work(undefined);
}

/** Runs work that waits for nothing as a span of the current trace, if that is sampled. */
export function inShortSpan<T>(kind: SpanKind, name: string, attributes: Span["attributes"], work: () => T): T {
  const span = tracer && openChild(currentTrace()?.span, kind, name);
  if (!span) return work();
  span.attributes = attributes;
  try {
    return work();
  } catch (error) {
    span.failure = failureOf(error);
    throw error;
  } finally {
    endSpan(span);
  }
}

async function run<T>(trace: Trace, span: Span, work: (span: Span) => Promise<T>): Promise<T> {
  try {
    return await withTrace({ ...trace, span }, () => work(span));
  } catch (error) {
    span.failure = failureOf(error);
    throw error;
  } finally {
    endSpan(span);
  }
}

/** Opens a span below another one; undefined if its trace is not sampled, or has too many. */
function openChild(parent: Span | undefined, kind: SpanKind, name: string): Span | undefined {
  if (!tracer || !parent?.recording.isSampled || parent.recording.spans >= maxSpans) return undefined;
  const { recording } = parent;
  recording.spans += 1;
  const sdk = tracer.begin(parent.sdk.spanContext(), kind, name);
  return { recording, sdk, name, attributes: undefined, failure: undefined };
}

/** The code of an error, or its class: its message may hold what a person entered. */
function failureOf(error: unknown): string {
  return codeOf(error) ?? (error instanceof Error ? error.name : "Error");
}
