/** Creates the keys of a new shop in production: one environment file per process. */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { type Caller, processNames } from "@hansa/contracts/processes";
import { type FileVariables, keysFile, writeFolder } from "./key-folder.ts";
import { keyVariables, newShopKeys, withShopId } from "./shop-keys.ts";

/** Secrets that only one process has, which production needs beside the keys. */
const ownSecrets: Partial<Record<Caller, string>> = {
  users: "HANSA_USERS_SECRET",
  orders: "HANSA_GUEST_SECRET",
  payments: "HANSA_SANDBOX_WEBHOOK_SECRET",
};

/**
 * Writes keys into `folder`, with the secrets of a shop in production. Throws, and writes nothing, if one of the files is there already. A
 * secret that `environment` has is kept, so that a running shop can be given files without losing its tokens; and so is the id of the shop.
 */
export function createProductionKeys(
  folder: string,
  now: number,
  environment: Readonly<Record<string, string | undefined>>,
): void {
  refuseExisting(folder);
  const files = keyVariables(newShopKeys(now));
  const withSecrets = [...files].map(([name, keys]): [Caller, FileVariables] => {
    const secret = ownSecrets[name];
    return [name, secret ? { ...keys, [secret]: environment[secret] || randomBytes(32).toString("hex") } : keys];
  });
  writeFolder(folder, withShopId(new Map(withSecrets), environment.HANSA_SHOP_ID));
}

function refuseExisting(folder: string): void {
  const there = processNames.map((name) => keysFile(folder, name)).filter((file) => existsSync(file));
  if (there.length > 0) throw new Error(`There are keys already: ${there.join(", ")}. Nothing was changed.`);
}
