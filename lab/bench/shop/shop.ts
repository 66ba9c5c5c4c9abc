/** The shop of a benchmark: seeded data in a temporary folder, and the four services on them as real processes. */

import type { ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { byService, type ServiceName, serviceNames } from "@hansa/contracts/processes";
import { prepareOwnShop } from "../../../cli/host/processes/config.ts";
import { waitUntilHealthy } from "../../../cli/host/processes/health.ts";
import { instanceVariables } from "../../../cli/host/processes/instances.ts";
import { copyOutput, openLog } from "../../../cli/host/processes/output.ts";
import { findFreePorts } from "../../../cli/host/processes/ports.ts";
import { environmentOf, killAll, type Shop, startChild } from "../../../cli/host/processes/process.ts";
import { commandOf, replicasOf, root, services } from "../../../cli/host/shop.mjs";
import { directUrl, internalUrl, serviceOf, servicesAt } from "../../../cli/testing/addresses.ts";
import { type BuiltCommit, copyCommitData } from "./commits.ts";
import { copySeededData } from "./seeded-data.ts";

/** `further`: the processes of services that have several, without their first ones. */
export type BenchShop = Shop & {
  services: ReadonlyMap<ServiceName, ChildProcess>;
  further: readonly ChildProcess[];
};

/** All ports of a benchmark lie below those that Linux gives to outgoing connections, of which there are many. */
const firstPort = 25_000;

/** Limits above what a run sends, so that they are counted and none is reached. */
const settings = {
  HANSA_REQUESTS_PER_MINUTE: "100000000",
  HANSA_CONNECTIONS_PER_ADDRESS: "1000",
};

/** Prepares a shop with seeded data: today's, or those that another commit has seeded; "empty": a folder without data, for programs of no shop. */
export type Prepare = (data?: BuiltCommit | "empty") => Promise<Shop>;

/**
 * Does work with shops that are prepared on request, and ends all of their processes after it. Today's data are those that `against` has
 * seeded, if it is given, which our services upgrade: a demo shop that has changed since would give other responses.
 */
export async function withShops<Result>(
  against: BuiltCommit | undefined,
  work: (prepare: Prepare) => Promise<Result>,
): Promise<Result> {
  const started: Shop[] = [];
  try {
    return await work(async (data) => {
      const shop = await prepareShop();
      started.push(shop);
      const origin = data ?? against;
      if (origin !== "empty") await (origin ? copyCommitData(origin, shop) : copySeededData(shop));
      return shop;
    });
  } finally {
    for (const shop of started) killAll(shop);
  }
}

function removeShop(shop: Shop): void {
  killAll(shop);
  rmSync(shop.data, { recursive: true, force: true, maxRetries: 10 });
}

/** The shops that were prepared in this process: one listener is for all of them. */
const prepared: Shop[] = [];

/** Chooses the ports of a shop, and a data folder. At the end of this process all that it started ends, and the data are removed. */
async function prepareShop(): Promise<Shop> {
  const data = mkdtempSync(path.join(tmpdir(), "hansa-bench-"));
  const made = prepareOwnShop({ port: await findFreePorts(firstPort), data });
  const shop = { ...made, env: { ...made.env, ...settings, HANSA_LOG_LEVEL: "error" } };
  if (prepared.push(shop) === 1) process.once("exit", () => prepared.forEach(removeShop));
  return shop;
}

/** Starts the four services, of this checkout or of another commit, and waits until they serve. */
export async function startServices(shop: Shop, built?: BuiltCommit): Promise<BenchShop> {
  const command = built?.commandOf ?? commandOf;
  const started = new Map(serviceNames.map((name) => [name, startProcess(shop, name, command(name))]));
  await waitUntilHealthy(serviceNames.map(serviceOf), shop.host, shop.port);
  // The same object, so that stopping it stops the processes of both.
  return Object.assign(shop, { services: started, further: [] });
}

/** Starts the four services as so many processes each, which share their stores, and waits until they serve. */
export async function startInstances(shop: Shop, instances: number): Promise<BenchShop> {
  const all = serviceNames.flatMap((name) => replicasOf(serviceOf(name), instances));
  const { HANSA_SERVICES } = instanceVariables(shop, serviceOf("products"), all);
  Object.assign(shop.env, { HANSA_SERVICES });
  const further = all
    .filter(({ instance = 1 }) => instance > 1)
    .map((service) => startProcess(shop, service.name, commandOf(service.name), instanceVariables(shop, service, all)));
  const started = await startServices(shop);
  await waitUntilHealthy(all, shop.host, shop.port);
  return Object.assign(started, { further });
}

/** Starts a program of the benchmark, or a process of the shop if it has the name of one, with these variables added to the shop's. */
export function startProcess(
  shop: Shop,
  name: string,
  command: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): ChildProcess {
  const folder = services.find((service) => service.name === name)?.folder ?? ".";
  const child = startChild(shop, [...command], path.join(root, folder), {
    ...environmentOf(shop, name),
    ...environment,
  });
  const log = openLog(shop.data, name);
  for (const stream of [child.stdout, child.stderr]) if (stream) copyOutput(name, stream, log, false);
  return child;
}

/** Ends services that a plane does not need. */
export async function stopServices({ services: running }: BenchShop, names: readonly ServiceName[]): Promise<void> {
  for (const name of names) {
    const child = running.get(name);
    if (!child || child.exitCode !== null) continue;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }
}

/** The addresses of the four services. */
export type Addresses = Readonly<Record<ServiceName, { graph: string; internal: string }>>;

/** Those of a shop itself. */
export function addressesOf(shop: Pick<Shop, "port">): Addresses {
  return byService((name) => ({ graph: directUrl(shop, name), internal: internalUrl(shop, name) }));
}

/** The same with other GraphQL addresses. */
export function withGraphs(addresses: Addresses, graphs: Readonly<Record<ServiceName, string>>): Addresses {
  return byService((name) => ({ ...addresses[name], graph: graphs[name] }));
}

/** The variables in which a router finds them. */
export function variablesOf(addresses: Addresses): Record<string, string> {
  return { HANSA_SERVICES: servicesAt(addresses) };
}

/** The variables in which a router of an earlier commit finds them: until November 2026 each service had two of its own. */
export function earlierVariablesOf(addresses: Addresses, checkout: string): Record<string, string> {
  if (!existsSync(path.join(checkout, "packages/kit/src/rpc/service-variables.ts"))) return variablesOf(addresses);
  return Object.fromEntries(
    serviceNames.flatMap((name) => [
      [`HANSA_${name.toUpperCase()}_URL`, addresses[name].graph],
      [`HANSA_${name.toUpperCase()}_INTERNAL_URL`, addresses[name].internal],
    ]),
  );
}
