/** The preconditions of a rebuild. It imports no service, so that a mistake is reported at once. */
import { hasStores } from "../../host/data/data-folder.ts";
import { holderOf } from "../../host/data/folder-lock.mjs";

/** Why the projections in this folder cannot be made again now; undefined if they can. */
export function findRebuildObstacle(data: string): string | undefined {
  const holder = holderOf(data);
  if (holder !== undefined)
    return `Process ${holder} runs a shop on ${data}. Stop it first: nothing can be bought during a rebuild.`;
  return hasStores(data) ? undefined : `There is no shop in ${data}.`;
}
