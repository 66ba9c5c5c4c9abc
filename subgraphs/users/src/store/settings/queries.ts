/** Queries of the shop's settings, which are one row. */
import type { Reader, Tx } from "@hansa/kit/store/store";
import { shopSettings } from "../tables.ts";

const onlyId = 1;

/** Finds the shop's name; undefined until orders has published one. */
export async function findShopName(db: Reader): Promise<string | undefined> {
  const [row] = await db.select().from(shopSettings);
  return row?.name;
}

export async function saveShopName(tx: Tx, name: string): Promise<void> {
  await tx
    .insert(shopSettings)
    .values({ id: onlyId, name })
    .onConflictDoUpdate({ target: shopSettings.id, set: { name } });
}
