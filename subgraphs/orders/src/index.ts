/** Entry point of orders: reads the environment, opens the service and listens. */

import { createLog } from "@hansa/contracts/log";
import { httpTransport, observeInstances } from "@hansa/kit/rpc";
import { crashAt, systemRuntime } from "@hansa/kit/runtime";
import { listen, runProcess } from "@hansa/kit/service";
import { readConfig } from "./config.ts";
import { openOrders } from "./server.ts";

await runProcess("orders", async () => {
  const config = readConfig();
  const log = createLog("orders", config.logLevel);
  const { transport, services, close } = httpTransport(config.innerOrigins, { runtime: systemRuntime, log });
  const orders = await openOrders(config, crashAt(systemRuntime, config.crash), transport);
  observeInstances(orders.metrics.registry, () => Object.entries(services));
  await listen(orders, config.host, config.ports);
  orders.startWork();
  return {
    alarms: orders.alarms,
    drain: orders.drain,
    stop: async () => {
      await orders.stop();
      await close();
    },
  };
});
