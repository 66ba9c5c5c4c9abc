/** A process with unhandled rejections: in requests, and then, on request, outside any. */
import { once } from "node:events";
import { createLog } from "../../../src/runtime/log.ts";
import { createMetrics } from "../../../src/runtime/metrics.ts";
import { withTrace } from "../../../src/runtime/trace.ts";
import { runProcess } from "../../../src/service/process.ts";

const log = createLog("test", "info");
const metrics = createMetrics();
await runProcess("test", async () => ({
  stop: async () => {},
  alarms: { log, metrics, write: async () => undefined },
}));

/** Its promise settles after other work, as one that waits for the store does. */
async function reject(reason: string): Promise<never> {
  await new Promise((resolve) => setImmediate(resolve));
  throw new Error(reason);
}

const twice = { requestId: "req_1", entry: "graphql" } as const;
withTrace(twice, () => void reject("the first of a request"));
withTrace(twice, () => void reject("the second of a request"));
withTrace({ requestId: "req_2", entry: "internal" }, () => void reject("of another request"));
await once(process.stdin, "data");
process.stdout.write(await metrics.registry.metrics());
withTrace({ requestId: "req_3", entry: "job" }, () => void reject("of a job"));
