/** A shop in production and what its first router says of its state. */
import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { eventually } from "@hansa/client/polling";
import { inject } from "vitest";
import { type ShopState, shopState } from "../../../router/src/control/status/shop-state.ts";
import { type ProductionShop, type ProductionShopOptions, startProductionShop } from "../../testing/production-shop.ts";

type Production = {
  shop: ProductionShop;
  /** A folder without a shop. */
  folder: string;
  read(): Promise<ShopState>;
  /** Reads the state until every process reports. */
  readState(): Promise<ShopState>;
};

/** Starts a shop on a copy of the seeded data for the time of this work. */
export async function withProduction(
  options: Pick<ProductionShopOptions, "instances" | "programs">,
  work: (production: Production) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(path.join(inject("shopFolders"), "status-"));
  const shop = await startProductionShop({ source: inject("seededData"), folder, ...options });
  // Another test may have noted a backup in the data that were seeded.
  rmSync(path.join(shop.data, "router/last-backup.json"), { force: true });
  const read = async () => shopState.parse(await (await fetch(new URL("/status", shop.metricsUrl))).json());
  const readState = () =>
    eventually("every process reports", async () => {
      const found = await read();
      return found.processes.every(({ answers }) => answers) ? found : undefined;
    });
  try {
    await work({ shop, folder, read, readState });
  } finally {
    await shop.stop();
  }
}
