/** A shop in development gets keys of its own at its first start, so that each of its processes holds its own only. */
import { createKeys } from "../keys/create.ts";
import { hasKeys, keysFolderOf } from "../keys/folder.ts";
import type { Shop } from "./process.ts";

/** Makes them if there are none. Production is given its keys: a process without them does not start. */
export async function createKeysOnFirstStart(shop: Shop): Promise<string> {
  const folder = keysFolderOf(shop.env, shop.data);
  if (hasKeys(folder)) return "the keys are there";
  if (shop.production) return "production is given its keys (npm run keys:create)";
  createKeys(folder, Date.now());
  return "made";
}
