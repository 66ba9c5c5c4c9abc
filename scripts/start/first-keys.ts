/** A shop in development gets keys of its own at its first start, so that each of its processes holds its own only. */
import { existsSync } from "node:fs";
import { processNames } from "@hansa/kit/rpc/contract";
import { completeKeys } from "../keys/complete.ts";
import { hasKeys, keysFile, keysFolderOf } from "../keys/folder.ts";
import type { Shop } from "./process.ts";

/** Makes them if there are none, and those of a service that was added. Production is given its keys: a process without them does not start. */
export async function createKeysOnFirstStart(shop: Shop): Promise<string> {
  const folder = keysFolderOf(shop.env, shop.data);
  if (shop.production) {
    return hasKeys(folder) ? "the keys are there" : "production is given its keys (npm run keys:create)";
  }
  const isNew = processNames.every((name) => !existsSync(keysFile(folder, name)));
  if (!completeKeys(folder, Date.now())) return "the keys are there";
  return isNew ? "made" : "completed: the list of services changed";
}
