/** Starts payments: reads the environment, opens the service, listens. */

import { createLog } from "@hansa/contracts/log";
import { httpTransport, observeInstances } from "@hansa/kit/rpc";
import { crashAt, systemRuntime } from "@hansa/kit/runtime";
import { listen, runProcess } from "@hansa/kit/service";
import { readConfig } from "./config.ts";
import { openPayments } from "./server.ts";

await runProcess("payments", async () => {
  const config = readConfig();
  const log = createLog("payments", config.logLevel);
  const { transport, services, close } = httpTransport(config.innerOrigins, { runtime: systemRuntime, log });
  const payments = await openPayments(config, crashAt(systemRuntime, config.crash), transport);
  observeInstances(payments.metrics.registry, () => Object.entries(services));
  await listen(payments, config.host, config.ports);
  payments.startWork();
  return {
    alarms: payments.alarms,
    drain: payments.drain,
    stop: async () => {
      await payments.stop();
      await close();
    },
  };
});
