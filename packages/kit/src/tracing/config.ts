/** The variables of OpenTelemetry that turn traces on. The SDK reads further ones by itself, such as OTEL_SERVICE_NAME and OTEL_EXPORTER_OTLP_HEADERS. */
import { z } from "zod";

/** Variables that every process reads. */
export const tracingVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  OTEL_SDK_DISABLED: z.stringbool().default(false),
};

type Tracing = {
  /** The part of the requests that is sampled. */
  sampledShare: number;
};

/** How this process is traced; undefined if not at all, or if a variable is wrong, which the configuration of the process reports. */
export function readTracing(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Tracing | undefined {
  const values = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const { data } = z.object(tracingVariables).safeParse(values);
  if (!data || data.OTEL_SDK_DISABLED) return undefined;
  if (!data.OTEL_EXPORTER_OTLP_ENDPOINT && !data.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) return undefined;
  return { sampledShare: data.OTEL_TRACES_SAMPLER_ARG };
}
