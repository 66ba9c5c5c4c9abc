/** Export of spans by the SDK of OpenTelemetry over OTLP/HTTP: this module loads it, and is loaded only where traces are on. */
import { DiagLogLevel, diag, type HrTime, SpanKind, SpanStatusCode, TraceFlags } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import {
  defaultResource,
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import { BatchSpanProcessor, type ReadableSpan } from "@opentelemetry/sdk-trace";
import type { Span } from "../runtime/trace.ts";

type SpanExport = {
  /** Exports a span with the next batch; without effect while 2,048 wait. */
  add(span: Span): void;
  /** Sends what waits and ends. */
  stop(): Promise<void>;
};

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
} as const;

const instrumentationScope = { name: "hansa" };

/** Opens the export for the process `name`. The SDK reads its address, headers and other names from the variables of OpenTelemetry. `warn` is told what it cannot export. */
export function openSpanExport(name: string, warn: (fault: string) => void): SpanExport {
  const ignore = () => undefined;
  diag.setLogger({ error: warn, warn, info: ignore, debug: ignore, verbose: ignore }, DiagLogLevel.WARN);
  const resource = defaultResource()
    .merge(resourceFromAttributes({ "service.name": name, "service.namespace": "hansa" }))
    .merge(detectResources({ detectors: [envDetector] }));
  const batches = new BatchSpanProcessor({ exporter: new OTLPTraceExporter() });
  return {
    add: (span) => batches.onEnd(readable(span, resource)),
    stop: () => batches.shutdown(),
  };
}

/** The span as the SDK reads it. All that are exported are marked as sampled, the kept ones too. */
function readable(span: Span, resource: Resource): ReadableSpan {
  const { recording, id, parentId, kind, name, startedAt, endedAt, attributes = {}, failure } = span;
  const context = { traceId: recording.traceId, spanId: id, traceFlags: TraceFlags.SAMPLED };
  const parent = parentId && { ...context, spanId: parentId };
  return {
    name,
    kind: kinds[kind],
    spanContext: () => context,
    ...(parent ? { parentSpanContext: parent } : {}),
    startTime: timeOf(startedAt),
    endTime: timeOf(endedAt),
    duration: timeOf(endedAt - startedAt),
    status: { code: failure === undefined ? SpanStatusCode.UNSET : SpanStatusCode.ERROR },
    attributes: failure === undefined ? attributes : { ...attributes, "error.type": failure },
    ended: true,
    resource,
    instrumentationScope,
    links: [],
    events: [],
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** Milliseconds as seconds and nanoseconds. */
function timeOf(ms: number): HrTime {
  const seconds = Math.floor(ms / 1_000);
  return [seconds, Math.round((ms - seconds * 1_000) * 1_000_000)];
}
