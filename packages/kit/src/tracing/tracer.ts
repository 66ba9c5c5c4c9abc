/** The tracer of a process, on the SDK of OpenTelemetry, which is loaded with this module: only where traces are on. */
import {
  DiagLogLevel,
  diag,
  type HrTime,
  ROOT_CONTEXT,
  type Span as SdkSpan,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  type IdGenerator,
  ParentBasedSampler,
  SamplingDecision,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { Runtime } from "../runtime/runtime.ts";
import type { SpanKind as KindOfSpan, Span } from "../runtime/trace.ts";

export type Tracer = {
  /** Begins a span below `parent`. Without a valid parent it begins a trace, which is sampled by its id. */
  begin(parent: SpanContext, kind: KindOfSpan, name: string): SdkSpan;
  /** Ends a span of a sampled trace, and hands it to the exporter. */
  end(span: Span): void;
  /** Whether a trace whose id a client chose is sampled: as a new one would be. */
  isNextSampled(): boolean;
  /** Sends what waits and ends. */
  stop(): Promise<void>;
};

type TracerOptions = {
  /** The name of the process, unless OTEL_SERVICE_NAME gives another. */
  name: string;
  runtime: Runtime;
  /** The part of the new traces that is sampled: 0 to 1. */
  sampledShare: number;
  exporter: SpanProcessor;
};

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
} as const;

/**
 * Opens the export over OTLP/HTTP. At most 2,048 spans wait, later ones are dropped. The SDK reads its address and headers from the variables of
 * OpenTelemetry. `warn` is told what it cannot export.
 */
export function openExporter(warn: (fault: string) => void): SpanProcessor {
  const ignore = () => undefined;
  diag.setLogger({ error: warn, warn, info: ignore, debug: ignore, verbose: ignore }, DiagLogLevel.WARN);
  return new BatchSpanProcessor({ exporter: new OTLPTraceExporter() });
}

/** Opens a tracer. */
export function openTracer({ name, runtime, sampledShare, exporter }: TracerOptions): Tracer {
  const epoch = runtime.now() - runtime.monotonic();
  const now = () => timeOf(epoch + runtime.monotonic());
  const idGenerator = randomIds(runtime);
  const share = new TraceIdRatioBasedSampler(sampledShare);
  const resource = defaultResource()
    .merge(resourceFromAttributes({ "service.name": name, "service.namespace": "hansa" }))
    .merge(detectResources({ detectors: [envDetector] }));
  const sampler = new ParentBasedSampler({ root: share });
  const provider = new TracerProvider({ sampler, idGenerator, resource, spanProcessors: [exporter] });
  const sdk = provider.getTracer("hansa");
  return {
    begin: (parent, kind, name) =>
      sdk.startSpan(name, { kind: kinds[kind], startTime: now() }, trace.setSpanContext(ROOT_CONTEXT, parent)),
    end: ({ sdk, name, attributes = {}, failure }) => {
      sdk.updateName(name).setAttributes(attributes);
      if (failure !== undefined) sdk.setStatus({ code: SpanStatusCode.ERROR }).setAttribute("error.type", failure);
      sdk.end(now());
    },
    isNextSampled: () =>
      share.shouldSample(ROOT_CONTEXT, idGenerator.generateTraceId()).decision === SamplingDecision.RECORD_AND_SAMPLED,
    stop: () => provider.shutdown(),
  };
}

function randomIds({ randomBytes }: Runtime): IdGenerator {
  const draw = (bytes: number) => Buffer.from(randomBytes(bytes)).toString("hex");
  return { generateTraceId: () => draw(16), generateSpanId: () => draw(8) };
}

/** Milliseconds as seconds and nanoseconds. */
function timeOf(ms: number): HrTime {
  const seconds = Math.floor(ms / 1_000);
  return [seconds, Math.round((ms - seconds * 1_000) * 1_000_000)];
}
