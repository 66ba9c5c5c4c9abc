/** First start of a shop in development: creates the keys of its processes and seeds the demo shop. */

import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { processNames } from "@hansa/contracts/processes";
import { seedState } from "../host/data/seed-marker.ts";
import { hasDatabases } from "../host/databases.ts";
import { completeKeys } from "../host/keys/completion.ts";
import { hasKeys, keysFile, keysFolderOf } from "../host/keys/key-folder.ts";
import { type Shop, startChild } from "../host/processes/process.ts";
import { programArguments, root } from "../host/shop.mjs";
import { say } from "../host/terminal.mjs";

/** Seeds if no store is there yet, in the data folder or a database, never in production, and again when an earlier first seed was cut short. */
export async function seedOnFirstStart(shop: Shop): Promise<string> {
  if (shop.production) return "left as it is: a shop in production is not seeded";
  const state = seedState(shop.data);
  if (state === "seeded" || state === "foreign") return "the stores are there";
  const used = await usedDatabase(shop);
  if (used !== undefined)
    return `left as they are: ${used} has a store; the demo shop goes into empty databases (docs/owners/postgresql.md#a-demo-shop)`;
  await runSeed(shop);
  return state === "unfinished" ? "done; the seed before was cut short and is replaced" : "done";
}

async function usedDatabase({ data, env }: Shop): Promise<string | undefined> {
  if (!hasDatabases(env, data)) return undefined;
  const { findUsed } = await import("../commands/move/places.ts");
  return findUsed(data, env);
}

function runSeed(shop: Shop): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = startChild(shop, [...programArguments("hansa"), "seed"], root);
    for (const output of [child.stdout, child.stderr]) if (output) createInterface({ input: output }).on("line", say);
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error("the seed failed; see above."))));
  });
}

/** Makes them if there are none, and those that are missing after a change of services or an upgrade. Production is given its keys: a process without them does not start. */
export async function createKeysOnFirstStart(shop: Shop): Promise<string> {
  const folder = keysFolderOf(shop.env, shop.data);
  if (shop.production) {
    return hasKeys(folder) ? "the keys are there" : "production is given its keys (npm run hansa -- keys create)";
  }
  const isNew = processNames.every((name) => !existsSync(keysFile(folder, name)));
  if (!completeKeys(folder, Date.now())) return "the keys are there";
  return isNew ? "made" : "completed: some were missing";
}
