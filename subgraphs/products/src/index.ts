/** Entry point of the products process: reads the environment, opens the service and listens. */

import { createLog } from "@hansa/contracts/log";
import { observeInstances } from "@hansa/kit/rpc/instances/metrics";
import { httpTransport } from "@hansa/kit/rpc/transports";
import { crashAt } from "@hansa/kit/runtime/crash-points";
import { systemRuntime } from "@hansa/kit/runtime/runtime";
import { runProcess } from "@hansa/kit/service/process";
import { listen } from "@hansa/kit/service/subgraph";
import { readConfig } from "./config.ts";
import { openProducts } from "./server.ts";

await runProcess("products", async () => {
  const config = readConfig();
  const log = createLog("products", config.logLevel);
  const { transport, services, close } = httpTransport(config.innerOrigins, { runtime: systemRuntime, log });
  const products = await openProducts(config, crashAt(systemRuntime, config.crash), transport);
  observeInstances(products.metrics.registry, () => Object.entries(services));
  await listen(products, config.host, config.ports);
  products.startWork();
  return {
    alarms: products.alarms,
    drain: products.drain,
    stop: async () => {
      await products.stop();
      await close();
    },
  };
});
