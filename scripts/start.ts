/** `npm start`: seeds the shop the first time, keeps its five processes running, and stops them together. */
import { runCommand } from "@hansa/kit/server/command-line";
import { type Service, services } from "./shop.mjs";
import { printBanner } from "./start/banner.ts";
import { createKeysOnFirstStart } from "./start/first-keys.ts";
import { seedOnFirstStart } from "./start/first-seed.ts";
import { waitUntilHealthy } from "./start/health.ts";
import { lockData } from "./start/lock.mjs";
import { startCommand } from "./start/options.ts";
import { requireFreePorts } from "./start/ports.ts";
import { prepareShop } from "./start/prepare.ts";
import { keepRunning, type Shop } from "./start/process.ts";
import { runToReady } from "./start/ready.ts";
import { numberedSteps } from "./terminal.mjs";

await runCommand(startCommand, ({ without = [], logs }) => {
  const chosen = services.filter((service) => !without.includes(service.name));
  return runToReady(() => ({ shop: prepareShop("production", logs), open: (shop) => open(shop, chosen, without) }));
});

async function open(shop: Shop, chosen: readonly Service[], without: readonly string[]): Promise<void> {
  const step = numberedSteps(5);
  await step(`Ports ${shop.port} and up`, () => requireFreePorts(chosen, shop.host, shop.port));
  lockData(shop.data);
  await step("Demo data", () => seedOnFirstStart(shop));
  await step("Keys of the processes", () => createKeysOnFirstStart(shop));
  await step(`Starting ${chosen.map((service) => service.name).join(", ")}`, () => {
    for (const service of chosen) keepRunning(shop, service);
  });
  await step("Waiting until all are ready", () => waitUntilHealthy(chosen, shop.host, shop.port));
  printBanner(shop, chosen, without);
}
