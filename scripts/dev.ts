/** `npm run dev`: the shop under `turbo dev`, where a process starts again when a file it was made from changes. */
import { runCommand } from "@hansa/kit/command-line";
import { services } from "./shop.mjs";
import { printBanner } from "./start/banner.ts";
import { seedOnFirstStart } from "./start/first-seed.ts";
import { waitUntilHealthy } from "./start/health.ts";
import { lockData } from "./start/lock.mjs";
import { devCommand } from "./start/options.ts";
import { requireFreePorts } from "./start/ports.ts";
import { prepareShop } from "./start/prepare.ts";
import type { Shop } from "./start/process.ts";
import { runToReady } from "./start/ready.ts";
import { startTurbo } from "./start/turbo.ts";
import { numberedSteps } from "./terminal.mjs";

await runCommand(devCommand, () => runToReady(() => ({ shop: prepareShop("development", true), open })));

async function open(shop: Shop): Promise<void> {
  const step = numberedSteps(4);
  await step(`Ports ${shop.port} and up`, () => requireFreePorts(services, shop.host, shop.port));
  lockData(shop.data);
  await step("Demo data", () => seedOnFirstStart(shop));
  await step("Starting turbo dev", () => startTurbo(shop));
  await step("Waiting until all are ready", () => waitUntilHealthy(services, shop.host, shop.port));
  printBanner(shop, services, []);
}
