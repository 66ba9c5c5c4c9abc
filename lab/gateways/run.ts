/** Compares the gateways: one seeded shop with bearer access and our router, and each gateway in turn before the same services. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findFreePorts } from "../../tools/host/processes/ports.ts";
import { type Shop, startChild, stopAll } from "../../tools/host/processes/process.ts";
import { prepareOwnShop } from "../../tools/host/processes/settings.ts";
import { seedShop } from "../../tools/host/seed.ts";
import { readSettings, root } from "../../tools/host/shop.mjs";
import { numberedSteps } from "../../tools/host/terminal.mjs";
import { findPlatformFault, installPeerPackages } from "../bench/targets/peer-packages.ts";
import { openOwnShop } from "../replay/own-shop.ts";
import {
  bearerAccess,
  type Gateway,
  type GatewayName,
  type Launch,
  needsPackages,
  type OtherGateway,
  startGateway,
} from "./gateways.ts";
import { askPages } from "./questions/pages.ts";
import { askPurchase } from "./questions/purchase.ts";
import { askRefusals } from "./questions/refusals.ts";
import { isPassed, judge, type NotRun, type Played, type Result, report } from "./report.ts";

/** All requests come from one address. */
const limits = { HANSA_REQUESTS_PER_MINUTE: "1000000" };

/** Plays everything through each gateway. Answers with the exit code. */
export async function compareGateways(names: readonly GatewayName[]): Promise<number> {
  const data = mkdtempSync(path.join(tmpdir(), "hansa-gateways-"));
  try {
    return await compareAll(data, names);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

async function compareAll(data: string, names: readonly GatewayName[]): Promise<number> {
  const step = numberedSteps(names.length + 2);
  const prepared = prepareOwnShop({ port: readSettings().port, data });
  const shop = { ...prepared, env: { ...prepared.env, ...limits, ...bearerAccess, HANSA_LOG_LEVEL: "error" } };
  const results = new Map<GatewayName, Result | NotRun>();
  const fault = names.some(needsPackages) ? installPeerPackages() : undefined;
  await step("A shop for it", () => seedShop(data, { orders: 12 }));
  try {
    let url = "";
    await step(`Five processes: ports ${shop.port} and up`, async () => {
      url = await openOwnShop(shop);
    });
    for (const name of names) {
      await step(`The pages, a purchase and refusals through ${name}`, async () => {
        results.set(name, await compare(shop, { url }, name, needsPackages(name) ? fault : undefined));
      });
    }
  } finally {
    await stopAll(shop);
  }
  report(results);
  return results.size > 0 && [...results.values()].every(isPassed) ? 0 : 1;
}

async function compare(
  shop: Shop,
  router: { url: string },
  name: GatewayName,
  fault: string | undefined,
): Promise<Result | NotRun> {
  const platformFault = findPlatformFault(name);
  if (platformFault !== undefined) return { notRun: platformFault, isExpected: true };
  if (fault !== undefined) return { notRun: `NOT RUN: ${fault}`, isExpected: false };
  try {
    return judge(name, await play(shop, router, name));
  } catch (error) {
    return { notRun: `NOT RUN: ${error instanceof Error ? error.message : error}`, isExpected: false };
  }
}

async function play(shop: Shop, router: { url: string }, name: GatewayName): Promise<Played> {
  const gateway = name === "hansa" ? { ...router, stop: async () => {} } : await startBeside(shop, name);
  try {
    const pages = await askPages(gateway, router);
    const purchase = await askPurchase(gateway, router);
    const refusals = await askRefusals(gateway, router);
    return { pages, purchase, refusals };
  } finally {
    await gateway.stop();
  }
}

/** The gateway gets no key of the shop. */
async function startBeside(shop: Shop, name: OtherGateway): Promise<Gateway> {
  const port = await findFreePorts(shop.port + 100);
  const launch: Launch = (command, variables) => {
    const keyless = { ...shop.env, HANSA_KEYS_FOLDER: undefined, HANSA_KEYS_FILE: undefined };
    return startChild(shop, command, root, { ...keyless, ...variables });
  };
  return startGateway(name, { port, shopPort: shop.port, launch });
}
