/** A task of `turbo dev`: one service, which runs its sources and starts again after each edit of them. */
import path from "node:path";
import { explainError } from "@hansa/kit/command-line";
import { holderOfService, lockService } from "../../cli/host/data/folder-lock.mjs";
import { prepareShop } from "../../cli/host/processes/config.ts";
import { requireFreePorts } from "../../cli/host/processes/ports.ts";
import { type Shop, stopAll } from "../../cli/host/processes/process.ts";
import { storefrontVariables } from "../../cli/host/processes/storefront-variables.ts";
import { root, type Service, shopProcesses } from "../../cli/host/shop.mjs";
import { paint, say } from "../../cli/host/terminal.mjs";
import { watchSchemas, watchSources } from "./edits.ts";
import { openGeneration } from "./generation.ts";
import { followPeers, whenSettled } from "./peers.ts";
import { printReadiness } from "./readiness.ts";
import { runService } from "./service.ts";
import { developmentVariables } from "./variables.ts";

// turbo runs the script of a workspace in its folder.
const service = shopProcesses.find(({ folder }) => path.join(root, folder) === process.cwd());
if (!service) throw new Error(`no service of the shop is in ${process.cwd()}`);

const shop = prepareDevelopment();
stopOnSignal(shop);
try {
  await run(shop, service);
} catch (error) {
  if (!shop.isStopping) await giveUp(shop, `${service.name} did not start: ${explainError(error)}`);
}

/** The settings of development, unless the environment says otherwise or this is production. */
function prepareDevelopment(): Shop {
  const prepared = prepareShop("development", false);
  const own = prepared.production ? {} : developmentVariables(prepared.host);
  Object.assign(prepared.env, { ...own, ...storefrontVariables(prepared, shopProcesses), ...prepared.env });
  return prepared;
}

async function run(shop: Shop, service: Service): Promise<void> {
  lockService(shop.data, service.name);
  await requireFreePorts([service], shop.host, shop.port);
  await serveSources(shop, service);
  const present = await whenSettled(shop, service);
  if (shop.isStopping) return;
  printReadiness(shop, service, present);
  await followPeers(shop, service);
}

/** Runs the sources and follows edits. What is made of the schemas is the router's work, and that of a service where no router runs. */
async function serveSources(shop: Shop, service: Service): Promise<void> {
  const { isGateway } = service;
  // The router reads the schemas again by itself, once it runs.
  const running = runService(shop, service, ["src/index.ts", ...(isGateway ? ["--watch"] : [])]);
  const generate = openGeneration(shop);
  await watchSources(service, () => void running.restart());
  await watchSchemas(service, () => {
    if (!isGateway || running.isAway()) void running.restart();
    if (isGateway || holderOfService(shop.data, "router") === undefined) void generate();
  });
}

async function giveUp(shop: Shop, text: string): Promise<never> {
  say(paint("red", text));
  await stopAll(shop, "SIGTERM");
  process.exit(1);
}

/** The first signal stops the service. turbo signals a whole process group, and npm passes it on once more: repetitions are nothing new. */
function stopOnSignal(shop: Shop): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (!shop.isStopping) void stopAll(shop, "SIGTERM").then(() => process.exit(0));
    });
  }
}
