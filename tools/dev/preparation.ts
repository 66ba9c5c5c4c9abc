/** The task before every `dev`: takes over an older data folder, and seeds the demo shop on its first start. Silent when there is nothing to do. */
import { explainError } from "@hansa/kit/command-line";
import { lockFolder } from "../../cli/host/data/folder-lock.mjs";
import { takeOlderFolder } from "../../cli/host/data/older-folder.ts";
import { seedState } from "../../cli/host/data/seed-marker.ts";
import { prepareShop } from "../../cli/host/processes/config.ts";
import { olderStores } from "../../cli/host/shop.mjs";
import { paint, say } from "../../cli/host/terminal.mjs";
import { seedOnFirstStart } from "../../cli/start/first-start.ts";

try {
  const shop = prepareShop("development", false);
  if (olderStores(shop.data).length > 0 || ["empty", "unfinished"].includes(seedState(shop.data))) {
    // No part of a shop may run meanwhile.
    lockFolder(shop.data);
    takeOlderFolder(shop.data);
    say(`Demo data: ${await seedOnFirstStart(shop)}`);
  }
} catch (error) {
  say(paint("red", `The shop was not prepared: ${explainError(error)}`));
  process.exitCode = 1;
}
