/** `npm start`: seeds the shop the first time, keeps its five processes running, and stops them together. */
import { runCommand } from "@hansa/kit/server/command-line";
import { type Service, services } from "../shop.mjs";
import { numberedSteps } from "../terminal.mjs";
import { printBanner } from "./banner.ts";
import { createKeysOnFirstStart } from "./data/first-keys.ts";
import { seedOnFirstStart } from "./data/first-seed.ts";
import { lockFolder } from "./data/folder-lock.mjs";
import { startCommand } from "./options.ts";
import { waitUntilHealthy } from "./processes/health.ts";
import { requireFreePorts } from "./processes/ports.ts";
import { keepRunning, type Shop } from "./processes/process.ts";
import { runToReady } from "./readiness.ts";
import { prepareShop } from "./settings.ts";

await runCommand(startCommand, ({ without = [], logs }) => {
  const chosen = services.filter((service) => !without.includes(service.name));
  return runToReady(() => ({ shop: prepareShop("production", logs), open: (shop) => open(shop, chosen, without) }));
});

async function open(shop: Shop, chosen: readonly Service[], without: readonly string[]): Promise<void> {
  const step = numberedSteps(5);
  await step(`Ports ${shop.port} and up`, () => requireFreePorts(chosen, shop.host, shop.port));
  lockFolder(shop.data);
  await step("Demo data", () => seedOnFirstStart(shop));
  await step("Keys of the processes", () => createKeysOnFirstStart(shop));
  await step(`Starting ${chosen.map((service) => service.name).join(", ")}`, () => {
    for (const service of chosen) keepRunning(shop, service);
  });
  await step("Waiting until all are ready", () => waitUntilHealthy(chosen, shop.host, shop.port));
  printBanner(shop, chosen, without);
}
