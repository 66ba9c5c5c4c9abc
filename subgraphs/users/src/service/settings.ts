/** What the shop is called in mail: as orders last told, and as configured until then. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import { findShopName, saveShopName } from "../store/settings.ts";

export async function shopName({ store, rules }: Deps): Promise<string> {
  return (await store.read((db) => findShopName(db))) ?? rules.shopName;
}

export function renameShop(tx: Tx, name: string): Promise<void> {
  return saveShopName(tx, name);
}
