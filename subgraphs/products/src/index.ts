/** Entry point of the products process: reads the environment, opens the service and listens. */

import { createLog } from "@hansa/contracts/log";
import { httpTransport, observeInstances } from "@hansa/kit/rpc";
import { crashAt, systemRuntime } from "@hansa/kit/runtime";
import { listen, runProcess } from "@hansa/kit/service";
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
