/** A process that says on standard output whether it has loaded the SDK of OpenTelemetry, and has one request in it. */
import { createRequire } from "node:module";
import { runProcess } from "../../../src/service/process.ts";
import { inRecording, inSpan, readTraceparent } from "../../../src/tracing/spans.ts";

await runProcess("test", async () => ({ stop: async () => {} }));
const trace = { requestId: "req_1", entry: "graphql" } as const;
const parent = readTraceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
await inRecording(trace, parent, { kind: "server", name: "graphql" }, () => inSpan("client", "inner", async () => {}));
const loaded = Object.keys(createRequire(import.meta.url).cache).some((file) =>
  file.includes("@opentelemetry/sdk-trace"),
);
process.stdout.write(loaded ? "loaded\n" : "not loaded\n");
process.stdin.resume();
