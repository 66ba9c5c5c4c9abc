/** Recording of spans: while the process exports no traces, each function here costs one check. */
import type { ServiceName } from "../processes.ts";
import { codeOf } from "../runtime/errors.ts";
import { currentTrace, type Recording, type Span, type SpanKind, type Trace, withTrace } from "../runtime/trace.ts";

/** The recorder of a process. */
export type Recorder = {
  /** Milliseconds since 1970, with fractions. */
  now(): number;
  newTraceId(): string;
  newSpanId(): string;
  /** Whether a new trace is sampled. */
  isChosen(): boolean;
  /** Takes spans that have ended. */
  take(recording: Recording, spans: readonly Span[]): void;
  /** Exports a recording that was not sampled, and has the services export what they hold of its trace. */
  keep(recording: Recording): void;
  /** Exports what is held of these traces, as another process decided. */
  keepHeld(traceIds: readonly string[]): void;
};

/** The place of a span in a trace, as a `traceparent` names it. */
type TraceParent = { traceId: string; spanId: string | undefined; isSampled: boolean };

/** The most spans of one recording; later ones are dropped. */
const maxSpans = 1_000;
const traceparentForm = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

let recorder: Recorder | undefined;

/** Sets the recorder of the process; undefined ends the recording. */
export function recordSpans(by: Recorder | undefined): void {
  recorder = by;
}

/** Whether the process records spans. */
export function isRecording(): boolean {
  return recorder !== undefined;
}

/** Reads a `traceparent` of another process of the shop; undefined if it has none, or nothing is recorded here. */
export function readTraceparent(text: unknown): TraceParent | undefined {
  if (!recorder || typeof text !== "string") return undefined;
  const [, traceId, spanId, flags = ""] = traceparentForm.exec(text) ?? [];
  return traceId ? { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 } : undefined;
}

/** The trace of stored work, as a field of log lines that are written outside it; empty where nothing is recorded. */
export function storedTrace(traceparent: string | null | undefined): { traceId?: string } {
  const parent = readTraceparent(traceparent);
  return parent ? { traceId: parent.traceId } : {};
}

/** The place of a client's request: in the trace that it names, or in a new one. Whether that is sampled is not the client's choice. */
export function beginTrace(traceparent: unknown): TraceParent | undefined {
  if (!recorder) return undefined;
  const { traceId = recorder.newTraceId(), spanId } = readTraceparent(traceparent) ?? {};
  return { traceId, spanId, isSampled: recorder.isChosen() };
}

/** The `traceparent` for a request of the current work; undefined where nothing is recorded. */
export function currentTraceparent(): string | undefined {
  const span = recorder && currentTrace()?.span;
  return span && `00-${span.recording.traceId}-${span.id}-${span.recording.isSampled ? "01" : "00"}`;
}

/** The `traceparent` that is stored with work for later; null unless the trace is sampled: spans of others are not held that long. */
export function sampledTraceparent(): string | null {
  const traceparent = currentTraceparent();
  return traceparent?.endsWith("-01") ? traceparent : null;
}

/** Opens the first span of this process in a trace; undefined without one. `endRecording` ends it. */
export function openRecording(parent: TraceParent | undefined, kind: SpanKind, name: string): Span | undefined {
  if (!recorder || !parent) return undefined;
  const { traceId, spanId, isSampled } = parent;
  const recording = { traceId, isSampled, isEnded: false, spans: [], calledServices: new Set<ServiceName>() };
  return openSpan(recorder, { recording, id: spanId }, kind, name);
}

/** Ends the first span of this process in a trace, and hands all of them over. */
export function endRecording(span: Span | undefined): void {
  if (!recorder || !span) return;
  const { recording } = span;
  span.endedAt = recorder.now();
  recording.spans.push(span);
  recording.isEnded = true;
  recorder.take(recording, recording.spans);
}

/** Has a request that was not sampled exported all the same. Call it before `endRecording`. */
export function keepRecording({ recording }: Span): void {
  if (!recording.isSampled) recorder?.keep(recording);
}

/** Exports what this process holds of these traces. */
export function keepHeldTraces(traceIds: readonly string[]): void {
  recorder?.keepHeld(traceIds);
}

/** Describes the span of the current work. Texts have at most 100 characters, and are nothing that a person entered. */
export function describeSpan(attributes: Span["attributes"]): void {
  const span = recorder && currentTrace()?.span;
  if (span) span.attributes = attributes;
}

/** Notes the failure of the span of the current work: a code. */
export function failSpan(failure: string): void {
  const span = recorder && currentTrace()?.span;
  if (span) span.failure = failure;
}

/** Runs work as the first span of this process in a trace; without `parent`, under the trace alone. */
export function inRecording<T>(
  trace: Trace,
  parent: TraceParent | undefined,
  { kind, name }: { kind: SpanKind; name: string },
  work: (span: Span | undefined) => Promise<T>,
): Promise<T> {
  const span = openRecording(parent, kind, name);
  return span ? run(trace, span, work, endRecording) : withTrace(trace, () => work(undefined));
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
  if (!recorder) return work();
  const trace = currentTrace();
  if (trace?.span) return inSpan(part.kind, part.name, work);
  const parent = readTraceparent(traceparent);
  return parent ? inRecording(trace ?? { requestId: parent.traceId, entry: "job" }, parent, part, work) : work();
}

/** Runs work as a span of the current trace, if that is recorded. An error that it throws is its failure. */
export function inSpan<T>(kind: SpanKind, name: string, work: (span: Span | undefined) => Promise<T>): Promise<T> {
  const trace = recorder && currentTrace();
  if (!recorder || !trace?.span) return work(undefined);
  return run(trace, openSpan(recorder, trace.span, kind, name), work, endSpan);
}

/** Runs work that waits for nothing as a span of the current trace, if that is recorded. */
export function inShortSpan<T>(kind: SpanKind, name: string, attributes: Span["attributes"], work: () => T): T {
  const parent = recorder && currentTrace()?.span;
  if (!recorder || !parent) return work();
  const span = openSpan(recorder, parent, kind, name);
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

async function run<T>(
  trace: Trace,
  span: Span,
  work: (span: Span) => Promise<T>,
  end: (span: Span) => void,
): Promise<T> {
  try {
    return await withTrace({ ...trace, span }, () => work(span));
  } catch (error) {
    span.failure = failureOf(error);
    throw error;
  } finally {
    end(span);
  }
}

function openSpan(
  by: Recorder,
  { recording, id: parentId }: { recording: Recording; id: string | undefined },
  kind: SpanKind,
  name: string,
): Span {
  const startedAt = by.now();
  const id = by.newSpanId();
  return { recording, id, parentId, kind, name, startedAt, endedAt: 0, attributes: undefined, failure: undefined };
}

function endSpan(span: Span): void {
  if (!recorder) return;
  const { recording } = span;
  span.endedAt = recorder.now();
  if (recording.isEnded) recorder.take(recording, [span]);
  else if (recording.spans.length < maxSpans) recording.spans.push(span);
}

/** The code of an error, or its class: its message may hold what a person entered. */
function failureOf(error: unknown): string {
  return codeOf(error) ?? (error instanceof Error ? error.name : "Error");
}
