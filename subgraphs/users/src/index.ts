/** Starts users: reads the environment, opens the service, listens. */
import { httpTransport } from "@hansa/kit/rpc/transports";
import { crashAt } from "@hansa/kit/runtime/crash-points";
import { systemRuntime } from "@hansa/kit/runtime/runtime";
import { runProcess } from "@hansa/kit/server/process";
import { listen } from "@hansa/kit/server/subgraph";
import { readConfig } from "./config.ts";
import { openUsers } from "./server.ts";

await runProcess("users", async () => {
  const config = readConfig();
  const { transport, close } = httpTransport(config.innerOrigins);
  const users = await openUsers(config, crashAt(systemRuntime, config.crash), transport);
  await listen(users, config.host, config.ports);
  users.startWork();
  return {
    alarms: users.alarms,
    stop: async () => {
      await users.stop();
      await close();
    },
  };
});
