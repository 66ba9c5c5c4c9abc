/** Seeds a shop without stores with demo catalogue, customers and orders before it starts. */
import { createInterface } from "node:readline";
import { seedState } from "../../host/data/seed-marker.ts";
import { type Shop, startChild } from "../../host/processes/process.ts";
import { programArguments, root } from "../../host/shop.mjs";
import { say } from "../../host/terminal.mjs";

/** Seeds if no store is there yet, never in production, and again when an earlier first seed was cut short. */
export async function seedOnFirstStart(shop: Shop): Promise<string> {
  if (shop.production) return "left as it is: a shop in production is not seeded";
  const state = seedState(shop.data);
  if (state === "seeded" || state === "foreign") return "the stores are there";
  await runSeed(shop);
  return state === "unfinished" ? "done; the seed before was cut short and is replaced" : "done";
}

function runSeed(shop: Shop): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = startChild(shop, programArguments("seed"), root);
    for (const output of [child.stdout, child.stderr]) if (output) createInterface({ input: output }).on("line", say);
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error("the seed failed; see above."))));
  });
}
