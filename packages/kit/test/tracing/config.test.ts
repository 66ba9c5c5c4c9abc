/** The variables of OpenTelemetry that turn traces on. */
import { expect, test } from "vitest";
import { readTracing } from "../../src/tracing/config.ts";

const endpoint = "http://127.0.0.1:4318";

test("an address turns traces on, and all requests are sampled unless a share is given", () => {
  expect(readTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })).toEqual({ sampledShare: 1 });
  expect(readTracing({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: "0.01" })).toEqual({
    sampledShare: 0.01,
  });
});

test.each([
  {},
  { OTEL_TRACES_SAMPLER_ARG: "1" },
  { OTEL_EXPORTER_OTLP_ENDPOINT: "" },
  { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SDK_DISABLED: "true" },
])("%j leaves them off", (environment) => {
  expect(readTracing(environment)).toBeUndefined();
});
