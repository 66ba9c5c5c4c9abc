/** Queries of the shop's settings, which are one row. */

import { rowBy } from "@hansa/kit/store/prepared";
import { statement } from "@hansa/kit/store/statement";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { shopSettings } from "../tables.ts";

const onlyId = 1;

/** Finds the shop's name; undefined until orders has published one. */
export async function findShopName(db: Reader): Promise<string | undefined> {
  return (await findOnlySettings(db, onlyId))?.name;
}

const findOnlySettings = rowBy(shopSettings, shopSettings.id);

export const saveShopName = statement([shopSettings.name], (tx: Tx, name) =>
  tx.insert(shopSettings).values({ id: onlyId, name }).onConflictDoUpdate({ target: shopSettings.id, set: { name } }),
);
