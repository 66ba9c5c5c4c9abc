/** Starts users: reads the environment, opens the service, listens. */

import { createLog } from "@hansa/contracts/log";
import { httpTransport, observeInstances } from "@hansa/kit/rpc";
import { crashAt, systemRuntime } from "@hansa/kit/runtime";
import { listen, runProcess } from "@hansa/kit/service";
import { readConfig } from "./config.ts";
import { openUsers } from "./server.ts";

await runProcess("users", async () => {
  const config = readConfig();
  const log = createLog("users", config.logLevel);
  const { transport, services, close } = httpTransport(config.innerOrigins, { runtime: systemRuntime, log });
  const users = await openUsers(config, crashAt(systemRuntime, config.crash), transport);
  observeInstances(users.metrics.registry, () => Object.entries(services));
  await listen(users, config.host, config.ports);
  users.startWork();
  return {
    alarms: users.alarms,
    drain: users.drain,
    stop: async () => {
      await users.stop();
      await close();
    },
  };
});
