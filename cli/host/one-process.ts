/** The whole shop in one process, for small machines: its services, the router and the storefront, which call each other through their listeners. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { createLog } from "@hansa/contracts/log";
import { processes } from "@hansa/contracts/processes";
import { httpTransport } from "@hansa/kit/rpc";
import { systemRuntime } from "@hansa/kit/runtime";
import { listen, portsOf, runProcess } from "@hansa/kit/service";
import { readConfig } from "../../router/src/config.ts";
import { startRouter } from "../../router/src/server.ts";
import { openShop } from "./in-process-shop.ts";
import { environmentFor } from "./keys/key-folder.ts";
import { storefrontFolder } from "./shop.mjs";
import { shopServices } from "./shop-services.ts";

/** The built storefront: Vite makes it, so that this program does not hold it. */
type BuiltStorefront = {
  startStorefront(environment: NodeJS.ProcessEnv): Promise<{ drain(): void; stop(): Promise<void> }>;
};

await runProcess("shop", async () => {
  const environment = process.env;
  const own = environmentFor("router", environment, environment.HANSA_DATA || ".data");
  const config = readConfig({ identity: "hansa", watch: false }, own);
  // A service that stops waits for the requests of its connections.
  const log = createLog("shop", config.logLevel);
  const { transport, close } = httpTransport(config.internalOrigins, { runtime: systemRuntime, log });
  const shop = await openShop(environment, systemRuntime, transport);
  for (const name of shopServices)
    await listen(shop[name], config.host, portsOf(name, { HANSA_PORT: config.port }, processes));
  for (const name of shopServices) shop[name].startWork();
  const router = await startRouter(config, systemRuntime);
  const { startStorefront }: BuiltStorefront = await import(
    pathToFileURL(path.join(storefrontFolder, "server", "start.mjs")).href
  );
  const storefront = await startStorefront(environment);
  return {
    alarms: shop.orders.alarms,
    drain: () => {
      router.drain();
      storefront.drain();
      for (const name of shopServices) shop[name].drain();
    },
    stop: async () => {
      await Promise.all([router.stop(), storefront.stop()]);
      await shop.close();
      await close();
    },
  };
});
