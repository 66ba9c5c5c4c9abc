/** The preconditions of a rebuild. It imports no service, so that a mistake is reported at once. */
import { openSchema } from "@hansa/kit/store";
import { holderOf } from "../../host/data/folder-lock.mjs";
import { type Environment, isThere, nameOfStore, storesOfShop } from "../../host/store-places.ts";

/** Why the projections of this shop cannot be made again now; undefined if they can. Throws while a shop is connected to its databases. */
export async function findRebuildObstacle(data: string, environment: Environment): Promise<string | undefined> {
  const holder = holderOf(data);
  if (holder !== undefined)
    return `Process ${holder} runs a shop on ${data}. Stop it first: nothing can be bought during a rebuild.`;
  for (const one of storesOfShop(data, environment).filter(({ isRequired }) => isRequired)) {
    if (!(await isThere(one))) return `There is no shop in ${data}: ${nameOfStore(one)} is missing.`;
    if (one.place.engine === "sqlite") continue;
    const schema = await openSchema(one.place);
    await schema.requireUnused().finally(schema.close);
  }
  return undefined;
}
