/** Export of spans: a collector that is slow or refuses them costs spans, and no more memory than the queue. */
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { expect, onTestFinished, test, vi } from "vitest";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { endSpan, openRecording, readTraceparent, recordSpans } from "../../src/tracing/spans.ts";
import { openExporter, openTracer } from "../../src/tracing/tracer.ts";
import { portOf } from "../../testing/ports.ts";

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
/** The first batch, and the queue. */
const mostSpans = 512 + 2_048;

/** Starts a collector that counts spans and leaves the response to `answer`. */
async function startCollector(answer: (response: ServerResponse) => void): Promise<() => number> {
  let spans = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.once("end", () => {
      const { resourceSpans } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
      spans += resourceSpans[0].scopeSpans[0].spans.length;
      answer(response);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", `http://127.0.0.1:${portOf(server.address())}`);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    server.close();
  });
  return () => spans;
}

test.each(["slow", "refusing"])(
  "of 10,000 spans at once, a %s collector gets a batch and what the queue holds",
  async (kind) => {
    const waiting: ServerResponse[] = [];
    let isSlow = kind === "slow";
    const received = await startCollector((response) => {
      if (isSlow) waiting.push(response);
      else response.writeHead(kind === "slow" ? 200 : 400).end("{}");
    });
    const warnings: string[] = [];
    const exporter = openExporter((fault) => void warnings.push(fault));
    const tracer = openTracer({ name: "test", runtime: systemRuntime, sampledShare: 1, exporter });
    recordSpans(tracer);
    onTestFinished(() => recordSpans(undefined));
    for (let index = 0; index < 10_000; index += 1)
      endSpan(openRecording(readTraceparent(traceparent), "server", "part"));
    await expect.poll(received).toBeGreaterThanOrEqual(kind === "slow" ? 512 : mostSpans);
    isSlow = false;
    for (const response of waiting) response.end("{}");
    await tracer.stop().catch(() => undefined);
    expect(received()).toBe(mostSpans);
  },
);
