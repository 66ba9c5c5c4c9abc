/** `hansa seed`: fills an empty data folder with the demo shop and its past, and moves it into the databases that the shop has. */
import { mkdirSync } from "node:fs";
import { runCommand } from "@hansa/kit/command-line";
import { command, ordersOf, type SeedOptions } from "../../demo/options.ts";
import { takeOlderFolder } from "../../host/data/older-folder.ts";
import { markBegun, markFinished, removeUnfinished, seedState } from "../../host/data/seed-marker.ts";
import { hasDatabases } from "../../host/databases.ts";
import { keepFilesPrivate, requireHostConfig } from "../../host/shop.mjs";
import { inSeconds, say } from "../../host/terminal.mjs";

/** Runs the command. */
export function run(commandLine: readonly string[]): Promise<void> {
  return runCommand(
    command,
    ({ products, orders, ifEmpty }) => seed({ products, orders: orders ?? ordersOf(process.env) }, ifEmpty),
    commandLine,
  );
}

/** Answers with the exit code. */
async function seed(options: SeedOptions, ifEmpty: boolean): Promise<number> {
  const { data, production } = requireHostConfig();
  takeOlderFolder(data);
  const isMoved = hasDatabases(process.env, data);
  const reason = whyNot(data, production) ?? (isMoved ? await whyNotInto(data) : undefined);
  if (reason !== undefined) {
    say(reason);
    return ifEmpty ? 0 : 1;
  }
  if (seedState(data) === "unfinished") {
    removeUnfinished(data);
    say("A seed was cut short here; what it had made is removed.");
  }
  const began = performance.now();
  keepFilesPrivate();
  mkdirSync(data, { recursive: true });
  markBegun(data);
  // Loaded here, so that a refusal is printed at once.
  const { fillShop } = await import("../../demo/seed.ts");
  const { openSeedShop } = await import("../../demo/shop.ts");
  const shop = await openSeedShop(data);
  const { counts, notes } = await fillShop(shop, options).finally(() => shop.close());
  markFinished(data, counts, notes);
  say(`      Seeded in ${inSeconds(performance.now() - began)}`);
  if (isMoved) {
    const { moveFiles } = await import("../move/run.ts");
    const { transfersOf } = await import("../move/places.ts");
    await moveFiles(data, transfersOf(data, process.env));
  }
  return 0;
}

/** Why nothing is moved into the databases of the shop. */
async function whyNotInto(data: string): Promise<string | undefined> {
  const { findUsed } = await import("../move/places.ts");
  const used = await findUsed(data, process.env);
  return used && `${used} has a store already, and stays as it is; a demo shop goes into empty databases.`;
}

/** Why this folder is left as it is; undefined if it may be filled. */
function whyNot(data: string, production: boolean): string | undefined {
  if (production) return "A shop in production is not seeded: everybody can read the passwords of its accounts.";
  const state = seedState(data);
  if (state === "seeded")
    return `${data} holds a seeded shop already. Another one: npm run hansa -- reset, then npm run hansa -- seed.`;
  if (state === "foreign")
    return `${data} holds a shop that no seed has made, and it stays as it is. A demo shop: npm run hansa -- reset, or another HANSA_DATA.`;
  return undefined;
}
