/** The two shops of the scale plane: their stores, made once and kept in `.data-bench`, and their processes. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readConfig } from "../../../subgraphs/orders/src/config.ts";
import { deriveGuestToken } from "../../../subgraphs/orders/src/service/access.ts";
import { environmentFor } from "../../../tools/host/keys/key-folder.ts";
import type { Shop } from "../../../tools/host/processes/process.ts";
import { root } from "../../../tools/host/shop.mjs";
import type { Copies } from "../../client/scaled-shop/row-copies.ts";
import { scaleShop } from "../../client/scaled-shop/scaled-shop.ts";
import { closeStores, openStores } from "../../client/scaled-shop/stores.ts";
import { fingerprintOf, seedOnce } from "../shop/seeded-data.ts";
import { addressesOf, type BenchShop, prepareShopOn, startServices } from "../shop/shop.ts";
import { renewSigningKey } from "../shop/viewers.ts";
import { startTarget, type Target } from "../targets/targets.ts";
import { type Rows, readRows } from "./rows.ts";

export type SizeName = "small" | "large";

/** The seeded shop has 176 products, 27 customers and 300 orders: 1,000 products and 11,000 orders, and a hundred times that. */
const sizes: Readonly<Record<SizeName, Copies>> = {
  small: { catalogue: 6, customers: 37 },
  large: { catalogue: 569, customers: 3_704 },
};

export type ScaleShop = { name: SizeName; shop: BenchShop; router: Target; rows: Rows };

/**
 * Opens a shop of this size: four services and a router, with the rows that requests name. `started` gets the shop before its processes
 * start, so that they can be ended after a failed start.
 */
export async function openScaleShop(name: SizeName, started: Shop[]): Promise<ScaleShop> {
  const prepared = await prepareShopOn(makeOnce(name));
  started.push(prepared);
  await renewSigningKey(prepared);
  const rows = readAll(prepared, sizes[name]);
  const shop = await startServices(prepared);
  return { name, shop, router: await startTarget(shop, "ours", addressesOf(shop)), rows };
}

/** The data folder of a size. Requests only read it, and the jobs of the services change little, so that the next run uses it again. */
function makeOnce(name: SizeName): string {
  const folder = path.join(root, ".data-bench", `scale-${name}`);
  const stamp = `${folder}.fingerprint`;
  const seeded = seedOnce();
  const fingerprint = [
    seeded.fingerprint,
    fingerprintOf(["lab/client/scaled-shop/*.ts"]),
    JSON.stringify(sizes[name]),
  ].join();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint) return folder;
  rmSync(folder, { recursive: true, force: true });
  rmSync(stamp, { force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(seeded.folder, folder, { recursive: true });
  scaleShop(folder, sizes[name]);
  writeFileSync(stamp, fingerprint);
  return folder;
}

function readAll({ data, env }: Pick<Shop, "data" | "env">, copies: Copies): Rows {
  const { guestSecret } = readConfig(environmentFor("orders", env, data));
  const stores = openStores(data);
  try {
    return readRows(stores, copies, (orderId) => deriveGuestToken(guestSecret, orderId));
  } finally {
    closeStores(stores);
  }
}
