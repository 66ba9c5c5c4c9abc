/** `npm run dev`: the shop with reload. An edit replaces its process; a broken edit leaves the last sound version serving. */
import { runCommand } from "@hansa/kit/server/command-line";
import { lockFolder } from "../host/data/folder-lock.mjs";
import { takeOlderFolder } from "../host/data/older-folder.ts";
import { waitUntilHealthy } from "../host/processes/health.ts";
import { requireFreePorts } from "../host/processes/ports.ts";
import type { Shop } from "../host/processes/process.ts";
import { prepareShop } from "../host/processes/settings.ts";
import { type Service, services } from "../host/shop.mjs";
import { numberedSteps } from "../host/terminal.mjs";
import { printBanner } from "../start/banner.ts";
import { seedOnFirstStart } from "../start/first-start.ts";
import { devCommand } from "../start/options.ts";
import { runToReady } from "../start/readiness.ts";
import { followEdits, openLoop, servingIn, startServices } from "./loop.ts";
import { developmentSettings } from "./settings.ts";

await runCommand(devCommand, ({ without = [] }) => {
  const chosen = services.filter((service) => !without.includes(service.name));
  return runToReady(() => ({ shop: prepareDevelopment(), open: (shop) => open(shop, chosen) }));
});

/** The settings of development, unless the environment says otherwise or this is production. */
function prepareDevelopment(): Shop {
  const shop = prepareShop("development", true);
  if (!shop.production) Object.assign(shop.env, { ...developmentSettings(shop.host), ...shop.env });
  return shop;
}

async function open(shop: Shop, chosen: readonly Service[]): Promise<void> {
  const step = numberedSteps(4);
  await step(`Ports ${shop.port} and up`, () => requireFreePorts(chosen, shop.host, shop.port));
  lockFolder(shop.data);
  takeOlderFolder(shop.data);
  await step("Demo data", () => seedOnFirstStart(shop));
  const loop = await openLoop(shop, chosen);
  await step("Building and starting the services", () => startServices(loop));
  const serving = servingIn(loop);
  await step("Waiting until all are ready", () => waitUntilHealthy(serving, shop.host, shop.port));
  printBanner(shop, serving, false);
  followEdits(loop);
}
