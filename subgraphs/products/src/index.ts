/** Entry point of the products process: reads the environment, opens the service and listens. */
import { httpCarrier } from "@hansa/kit/carriers";
import { crashingAt } from "@hansa/kit/crashing";
import { runProcess } from "@hansa/kit/process";
import { listen } from "@hansa/kit/subgraph";
import { systemWorld } from "@hansa/kit/world";
import { readConfig } from "./config.ts";
import { openProducts } from "./server.ts";

await runProcess("products", async () => {
  const config = readConfig();
  const { carry, close } = httpCarrier(config.innerOrigins);
  const products = await openProducts(config, crashingAt(systemWorld, config.crash), carry);
  await listen(products, config.host, config.ports);
  products.startWork();
  return {
    alarms: products.alarms,
    stop: async () => {
      await products.stop();
      await close();
    },
  };
});
