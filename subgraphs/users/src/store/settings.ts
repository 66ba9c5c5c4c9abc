/** The shop's settings as one row. */
import type { Reader, Tx } from "@hansa/kit/store";
import { shopSettings } from "./tables.ts";

const onlyId = 1;

/** What the shop is called; undefined until orders has told. */
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
