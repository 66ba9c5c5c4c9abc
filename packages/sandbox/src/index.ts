/** Starts the sandbox as a process of its own, with its own store, timers and webhooks, beside a running shop. */
import { createLog, runJobs, systemRuntime } from "@hansa/kit/runtime";
import { runProcess } from "@hansa/kit/service";
import { readSandboxConfig } from "./config.ts";
import { openSandboxServer } from "./http/server.ts";
import { postTo } from "./messages/transport.ts";
import { openSandbox } from "./sandbox.ts";

await runProcess("sandbox", async () => {
  const { host, port, logLevel, place, secrets, publicUrl, payableSteps, webhookUrl } = readSandboxConfig();
  const runtime = systemRuntime;
  const log = createLog("sandbox", logLevel);
  const post = postTo(webhookUrl, runtime);
  const sandbox = await openSandbox({ place, runtime, secrets, publicUrl, payableSteps, post, atOnce: 16 });
  const server = openSandboxServer(sandbox, secrets, log);
  await server.listen({ host, port });
  const stopping = new AbortController();
  const work = runJobs(runtime, log, [sandbox.job], stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await server.close();
      await work;
      await sandbox.close();
    },
  };
});
