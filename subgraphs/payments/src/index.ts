/** Starts payments: reads the environment, opens the service, listens. */

import { createLog } from "@hansa/contracts/log";
import { observeInstances } from "@hansa/kit/rpc/instances/metrics";
import { httpTransport } from "@hansa/kit/rpc/transports";
import { crashAt } from "@hansa/kit/runtime/crash-points";
import { systemRuntime } from "@hansa/kit/runtime/runtime";
import { runProcess } from "@hansa/kit/service/process";
import { listen } from "@hansa/kit/service/subgraph";
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
