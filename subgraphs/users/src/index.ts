/** Starts users: reads the environment, opens the service, listens. */
import { httpCarrier } from "@hansa/kit/carriers";
import { crashingAt } from "@hansa/kit/crashing";
import { runProcess } from "@hansa/kit/process";
import { listen } from "@hansa/kit/subgraph";
import { systemWorld } from "@hansa/kit/world";
import { readConfig } from "./config.ts";
import { loadPasswordStrength } from "./providers/password-strength.ts";
import { openUsers } from "./server.ts";

await runProcess("users", async () => {
  const config = readConfig();
  const { carry, close } = httpCarrier(config.innerOrigins);
  const users = await openUsers(config, crashingAt(systemWorld, config.crash), carry);
  // Before the first request: decompressing the dictionaries blocks the process for a moment.
  loadPasswordStrength();
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
