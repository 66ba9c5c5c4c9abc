/** A shop without stores gets its demo catalogue, customers and orders before it starts. */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "../shop.mjs";
import { hasStores, removeShopFiles } from "./data.ts";
import { type Shop, startChild } from "./process.ts";

const unfinishedName = "seeding.unfinished";

/** Seeds if no store is there yet, never in production, and again when an earlier first seed was cut short. */
export async function seedOnFirstStart(shop: Shop): Promise<string> {
  const unfinished = path.join(shop.data, unfinishedName);
  const wasCutShort = existsSync(unfinished);
  if (hasStores(shop.data) && !wasCutShort) return "the stores are there";
  if (shop.production) return "left empty: a shop in production is not seeded";

  // No shop ever ran on half a seed, so nothing of anybody's is lost with it.
  if (wasCutShort) removeShopFiles(shop.data);
  writeFileSync(unfinished, "");
  await runSeed(shop);
  rmSync(unfinished);
  return wasCutShort ? "done; the seed before was cut short and is replaced" : "done";
}

function runSeed(shop: Shop): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = startChild(shop, ["--import", "tsx", "scripts/seed/main.ts"], root);
    child.stdout?.pipe(process.stdout, { end: false });
    child.stderr?.pipe(process.stderr, { end: false });
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error("the seed failed; see above."))));
  });
}
