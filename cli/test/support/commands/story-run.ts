/** Runs of the commands of the docs beside the shop of a story. */
import path from "node:path";
import { eventually } from "@hansa/client/polling";
import { expect } from "vitest";
import { shopState } from "../../../../router/src/control/status/shop-state.ts";
import { type ProductionShop, run } from "../production-shop.ts";
import type { StoryCommand } from "./command-story.ts";
import { readCommand } from "./doc-walk.ts";

/** Runs a command of the docs with the folders and files of this shop in the place of theirs. */
export async function runCommandOfStory(
  shop: ProductionShop,
  { line, folder = "", more = [], code = 0, prints }: StoryCommand,
): Promise<void> {
  const { name, args } = readCommand(line);
  const alarms = args.includes("ALARM") ? await alarmsToClose(shop) : [];
  const here = args.flatMap((arg) => {
    if (arg === "ALARM") return alarms;
    if (arg === "FOLDER") return path.join(shop.folder, folder);
    if (arg.startsWith("/backups/")) return path.join(shop.folder, "backup");
    return /^(keys|\w+\.(csv|jsonl|json))$/.test(arg) ? path.join(shop.folder, arg) : arg;
  });
  const finished = await run(shop, { name, args: [...here, ...more] });
  expect(finished.code ?? 0, `${line}\n${finished.output}`).toBe(code);
  expect(finished.output, line).toMatch(prints);
}

/** The ids of the open alarms, once all that is left to do is to close them. */
async function alarmsToClose(shop: ProductionShop): Promise<string[]> {
  const { args, name } = readCommand("npm run hansa -- status --json");
  return eventually("the other alarms end", async () => {
    const { output } = await run(shop, { name, args });
    const { needsPerson, alarms } = shopState.parse(JSON.parse(output.slice(output.indexOf("{"))));
    const isLeft = needsPerson.length > 0 && needsPerson.every(({ action }) => action.includes("--close"));
    return isLeft ? alarms.map(({ id }) => id) : undefined;
  });
}
