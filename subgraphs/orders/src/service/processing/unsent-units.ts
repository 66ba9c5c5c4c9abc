/** Units that were unsent when the store was upgraded, for products, which had taken sold units off the shelf before. */
import type { orders as contract } from "@hansa/contracts/orders";
import type { InputOf, OutputOf } from "@hansa/kit/rpc";
import type { Deps } from "../../context.ts";
import { findUnsentAtUpgrade } from "../../store/processing/order-tasks.ts";

type Contract = (typeof contract)["unsentAtUpgrade"];

const unitsPerPage = 1_000;

/** A page of the units. `next`: where the next page begins; null after the last one. */
export async function listUnsentAtUpgrade({ store }: Deps, { after }: InputOf<Contract>): Promise<OutputOf<Contract>> {
  const units = await store.read((db) => findUnsentAtUpgrade(db, after, unitsPerPage));
  return { units, next: units.length < unitsPerPage ? null : (units.at(-1)?.seq ?? null) };
}
