/** `npm start`: seeds the shop the first time, keeps its processes running, and stops them together. */
import { runCommand } from "@hansa/kit/command-line";
import { lockFolder } from "../host/data/folder-lock.mjs";
import { takeOlderFolder } from "../host/data/older-folder.ts";
import { prepareShop } from "../host/processes/config.ts";
import { waitUntilHealthy } from "../host/processes/health.ts";
import { instanceVariables } from "../host/processes/instances.ts";
import { requireFreePorts } from "../host/processes/ports.ts";
import { keepRunning, type Shop } from "../host/processes/process.ts";
import { storefrontVariables } from "../host/processes/storefront-variables.ts";
import { processName, replicasOf, type Service, shopProcesses, wholeShop } from "../host/shop.mjs";
import { numberedSteps } from "../host/terminal.mjs";
import { printBanner } from "./banner.ts";
import { createKeysOnFirstStart, seedOnFirstStart } from "./first-start.ts";
import { variablesOf, withGateway } from "./gateways.ts";
import { startCommand } from "./options.ts";
import { runToReady } from "./readiness.ts";

await runCommand(
  startCommand,
  ({ without = [], only = shopProcesses.map(({ name }) => name), logs, oneProcess, gateway, replicas = {} }) => {
    const left = shopProcesses.filter(({ name }) => only.includes(name) && !without.includes(name));
    const chosen = withGateway(left, gateway).flatMap((service) => replicasOf(service, replicas[service.name] ?? 1));
    const programs = (oneProcess ? [wholeShop] : chosen).map((service) => ({
      service,
      variables: variablesOf(service, gateway),
    }));
    return runToReady(() => ({
      shop: prepareShop("production", logs),
      open: (shop) => open(shop, chosen, programs),
    }));
  },
);

type Program = { service: Service; variables: NodeJS.ProcessEnv };

async function open(shop: Shop, chosen: readonly Service[], programs: readonly Program[]): Promise<void> {
  const step = numberedSteps(5);
  await step(`Ports ${shop.port} and up`, () => requireFreePorts(chosen, shop.host, shop.port));
  lockFolder(shop.data);
  takeOlderFolder(shop.data);
  await step("Demo data", () => seedOnFirstStart(shop));
  await step("Keys of the processes", () => createKeysOnFirstStart(shop));
  await step(`Starting ${programs.map(({ service }) => processName(service)).join(", ")}`, () => {
    const shared = storefrontVariables(shop, chosen);
    for (const { service, variables } of programs)
      keepRunning(shop, service, { ...shared, ...variables, ...instanceVariables(shop, service, chosen) });
  });
  await step("Waiting until all are ready", () => waitUntilHealthy(chosen, shop.host, shop.port));
  printBanner(
    shop,
    chosen,
    programs.some(({ service }) => service === wholeShop),
  );
}
