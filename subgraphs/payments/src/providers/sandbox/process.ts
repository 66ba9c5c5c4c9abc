/** Starts the sandbox as a process of its own, with its own store, timers and webhooks, beside a running shop. */
import { fileURLToPath } from "node:url";
import { runJobs } from "@hansa/kit/jobs";
import { createLog } from "@hansa/kit/log";
import { runProcess } from "@hansa/kit/process";
import { systemWorld } from "@hansa/kit/world";
import { readSandboxConfig } from "./config.ts";
import { openSandboxServer } from "./http/server.ts";
import { postTo } from "./messages/transport.ts";
import { openSandbox } from "./sandbox.ts";

const migrations = fileURLToPath(new URL("../../../migrations/sandbox", import.meta.url));

await runProcess("sandbox", async () => {
  const { host, port, logLevel, file, secrets, webhookUrl } = readSandboxConfig();
  const world = systemWorld;
  const log = createLog("sandbox", logLevel);
  const post = postTo(webhookUrl, world);
  const sandbox = await openSandbox({ file, migrations, world, secrets, post, atOnce: 16 });
  const door = openSandboxServer(sandbox, secrets, log);
  await door.listen({ host, port });
  const stopping = new AbortController();
  const work = runJobs(world, log, [sandbox.job], stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await door.close();
      await work;
      await sandbox.close();
    },
  };
});
