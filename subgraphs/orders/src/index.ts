/** Entry point of orders: reads the environment, opens the service and listens. */
import { httpCarrier } from "@hansa/kit/carriers";
import { crashingAt } from "@hansa/kit/crashing";
import { runProcess } from "@hansa/kit/process";
import { listen } from "@hansa/kit/subgraph";
import { systemWorld } from "@hansa/kit/world";
import { readConfig } from "./config.ts";
import { openOrders } from "./server.ts";

await runProcess("orders", async () => {
  const config = readConfig();
  const { carry, close } = httpCarrier(config.innerOrigins);
  const orders = await openOrders(config, crashingAt(systemWorld, config.crash), carry);
  await listen(orders, config.host, config.ports);
  orders.startWork();
  return {
    alarms: orders.alarms,
    stop: async () => {
      await orders.stop();
      await close();
    },
  };
});
