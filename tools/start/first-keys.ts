/** Creates keys for a shop in development at its first start, so that each process holds only its own. */
import { existsSync } from "node:fs";
import { processNames } from "@hansa/kit/rpc/contract";
import { completeKeys } from "../../host/keys/completion.ts";
import { hasKeys, keysFile, keysFolderOf } from "../../host/keys/key-folder.ts";
import type { Shop } from "../../host/processes/process.ts";

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
