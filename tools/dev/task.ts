/** A task of `turbo dev`: one service with reload. An edit replaces its process; a broken edit leaves the last good version serving. */
import path from "node:path";
import { explainError } from "@hansa/kit/command-line";
import { lockService } from "../../cli/host/data/folder-lock.mjs";
import { prepareShop } from "../../cli/host/processes/config.ts";
import { requireFreePorts } from "../../cli/host/processes/ports.ts";
import { type Shop, stopAll } from "../../cli/host/processes/process.ts";
import { storefrontVariables } from "../../cli/host/processes/storefront-variables.ts";
import { root, type Service, shopProcesses, storefront } from "../../cli/host/shop.mjs";
import { paint, say } from "../../cli/host/terminal.mjs";
import { openGraph } from "./graph/graph.ts";
import { examineStart, followEdits, openLoop, startService } from "./loop.ts";
import { followPeers, whenSettled } from "./peers.ts";
import { printReadiness } from "./readiness.ts";
import { followStorefrontEdits, openStorefrontLoop, startStorefront } from "./storefront/loop.ts";
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
  const prepared = prepareShop("development", true);
  const own = prepared.production ? {} : developmentVariables(prepared.host);
  Object.assign(prepared.env, { ...own, ...storefrontVariables(prepared, shopProcesses), ...prepared.env });
  return prepared;
}

async function run(shop: Shop, service: Service): Promise<void> {
  lockService(shop.data, service.name);
  await requireFreePorts([service], shop.host, shop.port);
  const examine = service === storefront ? await serveStorefront(shop) : await serveService(shop, service);
  const present = await whenSettled(shop, service);
  if (shop.isStopping) return;
  printReadiness(shop, service, present);
  examine();
  await followPeers(shop, service);
}

/** Serves it, and follows edits. The result examines the start, once the shop is there. */
async function serveService(shop: Shop, service: Service): Promise<() => void> {
  const loop = openLoop(shop, service);
  const graph = service.isGateway ? openGraph(shop, loop.faults) : undefined;
  await startService(loop);
  followEdits(loop, graph);
  return () => void examineStart(loop);
}

async function serveStorefront(shop: Shop): Promise<() => void> {
  const loop = openStorefrontLoop(shop);
  await startStorefront(loop);
  followStorefrontEdits(loop);
  return () => undefined;
}

async function giveUp(shop: Shop, text: string): Promise<never> {
  say(paint("red", text));
  await stopAll(shop, "SIGTERM");
  process.exit(1);
}

/** The first signal stops the service, whose processes ignore SIGINT. turbo signals a whole process group, and npm passes it on once more: repetitions are nothing new. */
function stopOnSignal(shop: Shop): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (!shop.isStopping) void stopAll(shop, "SIGTERM").then(() => process.exit(0));
    });
  }
}
