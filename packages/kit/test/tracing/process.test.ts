/** Traces of a process: the SDK is loaded only with an address, and a stop sends what waits. */
import { once } from "node:events";
import { createServer } from "node:http";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { portOf } from "../../testing/ports.ts";
import { startOwned } from "../../testing/processes/owned-process.ts";

/** Runs the program until it has said whether the SDK is loaded, and stops it. */
async function run(environment: Record<string, string>): Promise<string> {
  const program = path.join(import.meta.dirname, "../support/programs/tracing.ts");
  const env = { HANSA_DRAIN_MS: "0", ...environment };
  const { child, output, printed, stop } = startOwned(process.execPath, [program], {
    env,
    stdio: ["pipe", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await printed("loaded\n");
  expect(await stop("SIGTERM")).toBe(0);
  return output().trim();
}

test("without an address the SDK is not loaded", async () => {
  expect(await run({ OTEL_TRACES_SAMPLER_ARG: "1" })).toBe("not loaded");
});

test("with an address a stop sends the spans that wait, under the name of the process", async () => {
  const received: string[] = [];
  const collector = createServer((request, response) => {
    request.on("data", (chunk) => received.push(String(chunk)));
    request.once("end", () => response.end("{}"));
  });
  collector.listen(0, "127.0.0.1");
  await once(collector, "listening");
  onTestFinished(() => void collector.close());
  const address = `http://127.0.0.1:${portOf(collector.address())}`;
  expect(await run({ OTEL_EXPORTER_OTLP_ENDPOINT: address })).toBe("loaded");
  const { resourceSpans } = JSON.parse(received.join(""));
  expect(resourceSpans[0].resource.attributes).toContainEqual({ key: "service.name", value: { stringValue: "test" } });
  expect(resourceSpans[0].scopeSpans[0].spans).toMatchObject([
    { name: "inner", traceId: "0af7651916cd43dd8448eb211c80319c" },
    { name: "graphql", parentSpanId: "b7ad6b7169203331" },
  ]);
});

test("a collector that is away does not hold up the stop", async () => {
  expect(await run({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" })).toBe("loaded");
});
