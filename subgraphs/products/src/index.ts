/** Starts products: reads the environment, opens the service, listens. */
import { runProcess } from "@hansa/kit/process";
import { listen } from "@hansa/kit/subgraph";
import { systemWorld } from "@hansa/kit/world";
import { readConfig } from "./config.ts";
import { openProducts } from "./server.ts";

await runProcess("products", async () => {
  const config = readConfig();
  const products = await openProducts(config, systemWorld);
  await listen(products, config.host, config.ports);
  products.startWork();
  return products;
});
