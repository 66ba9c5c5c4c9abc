/** The shop's name: from the events of orders, and that of a new shop until the first one. */
import { newShop } from "@hansa/contracts/new-shop";
import type { Deps } from "../context.ts";
import { findShopName } from "../store/settings/queries.ts";

/** The shop's name as orders has published it; before that, the one that a new shop has. */
export async function readShopName({ store }: Pick<Deps, "store">): Promise<string> {
  return (await store.read((db) => findShopName(db))) ?? newShop.name;
}
