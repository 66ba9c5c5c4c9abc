/** The shop as processes of this machine, whose clients know both routers. */
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { seedShop } from "../../cli/host/seed.ts";
import { shopProcesses, storefront } from "../../cli/host/shop.mjs";
import { makeOtherBuild } from "../../cli/testing/other-build.ts";
import { type ProductionShop, startProductionShop } from "../../cli/testing/production-shop.ts";
import { readRow } from "../harness/stores.ts";
import { deployAndWithdraw, runHansa } from "./deployment.ts";
import { instances, type RollingShop, seededOrders, takenUpMs } from "./shop.ts";

/** A process drains for 3 s, and its last requests have 10 s. */
const stopWithinMs = 20_000;

/** Seeds a shop in the folder and starts it. */
export async function startProcesses(folder: string): Promise<RollingShop> {
  const source = path.join(folder, "seeded");
  seedShop(source, { orders: seededOrders });
  // A busy machine would refuse queries, which is what overload is measured for.
  const environment = { HANSA_EVENT_LOOP_DELAY_MS: "0" };
  const shop = await startProductionShop({ source, folder, programs: shopProcesses, instances, environment });
  const { url, urls, data, stop } = shop;
  // A storefront that is started again is one of the next version.
  const nextStorefront = ["--enable-source-maps", makeOtherBuild(path.join(folder, "next-storefront"))];
  return {
    url,
    urls,
    data,
    pauseMs: 40,
    isVisited: true,
    restart: (name, instance) => restart(shop, name, instance, name === storefront.name ? nextStorefront : undefined),
    deployAndWithdraw: () =>
      deployAndWithdraw(shop, path.join(folder, "new-version"), async (...instance) => {
        await restart(shop, ...instance);
        await pause(takenUpMs);
      }),
    readOrders: async (statement) => readRow(data, "orders", statement),
    audit: async () => (await runHansa(shop, "audit")).output,
    stop,
  };
}

async function restart(
  shop: ProductionShop,
  name: string,
  instance: number,
  command?: readonly string[],
): Promise<void> {
  const found = shop.processes().find((each) => each.name === name && each.instance === instance);
  if (!found) throw new Error(`${name} ${instance} does not run`);
  const { child } = found;
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const code = await Promise.race([exited, pause(stopWithinMs, "late" as const)]);
  if (code !== 0) throw new Error(`${name} ${instance} ended with ${code}, not with 0:\n${found.output()}`);
  await shop.start(name, instance, command);
}
