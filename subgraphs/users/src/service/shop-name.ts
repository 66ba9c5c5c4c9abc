/** The shop's name: from the events of orders, and from the configuration until the first one. */
import type { Deps } from "../context.ts";
import { findShopName } from "../store/settings/queries.ts";

/** The shop's name as orders has published it; before that, the configured one. */
export async function readShopName({ store, rules }: Deps): Promise<string> {
  return (await store.read((db) => findShopName(db))) ?? rules.shopName;
}
