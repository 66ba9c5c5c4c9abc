/** A shop of five real processes for one story file: started, killed and started again as a supervisor would, on its own data and ports. */
import type { ChildProcess } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { sendUntilAnswered } from "@hansa/client/retries";
import { byService, type Caller, processNames } from "@hansa/contracts/processes";
import { longDeadlines, spawnOwned } from "@hansa/kit/testing";
import { inject } from "vitest";
import { completeKeys } from "../host/keys/completion.ts";
import { environmentFor } from "../host/keys/key-folder.ts";
import { waitUntilReady } from "../host/processes/health.ts";
import { ownEnvironment } from "../host/processes/own-environment.ts";
import { claimPorts, type PortClaim } from "../host/processes/ports.ts";
import { commandOf, internalPort, publicPort, root, type Service, services, storefront } from "../host/shop.mjs";
import { directUrl, internalUrl, serviceOf, servicesAt } from "./addresses.ts";
import { doShared } from "./cpu/shared-work.ts";
import type {} from "./seeded-data.ts"; // Both declare what vitest provides, for the compilation of one workspace.
import type {} from "./shop-folders.ts";

export { directUrl, internalUrl } from "./addresses.ts";
export type ServiceName = Caller;

export type Shop = {
  /** The graph, through the router. */
  url: string;
  port: number;
  data: string;
  /** Ends a process at once, as a crash would. */
  kill(name: ServiceName): Promise<void>;
  /** Starts a process and waits until it is ready; `environment` is added to the shop's. */
  start(name: ServiceName, environment?: Record<string, string>): Promise<void>;
  /** Resolves with the signal that ended a process, once it has ended by itself; null: it left without one. */
  awaitExit(name: ServiceName): Promise<NodeJS.Signals | null>;
  /**
   * Starts a second process of a service on the same store and waits until it is ready; `environment` is added to the shop's. The others continue to
   * call the first.
   */
  startSecondProcess(name: ServiceName, environment?: Record<string, string>): Promise<ExtraProcess>;
  /** The number by which the system knows a process that runs. */
  pid(name: ServiceName): number;
  /** The output of a process since the shop began. */
  output(name: ServiceName): string;
  /**
   * Ends the processes that run beside the five, starts each of the five that has ended or runs with other variables than at the start, and waits until
   * the router reaches it.
   */
  restore(): Promise<void>;
  /** Ends all processes and removes the data. */
  stop(): Promise<void>;
};

/** A second process of a service. */
type ExtraProcess = { port: number; stop(): Promise<void> };

/** Shops of stories listen from here on, below the ports that Linux gives to outgoing connections. */
const firstPort = 20_000;

const leastDeadline = path.join(import.meta.dirname, "least-deadline.mjs");

/** A query that each service has a part in. */
const eachService = '{ me { id } products(first: 1) { totalCount } shop { name } payment(id: "pay_none") { id } }';

let shared: Promise<Shop> | undefined;

/**
 * The shop of stories that need no data of their own. It is started once for all files that one worker runs, one after the other, and ends with
 * the worker. It is restored each time it is given out, so a file may end processes or start them with other variables, even if it fails then.
 */
export async function sharedShop(): Promise<Shop> {
  shared ??= doShared(() => runShop(besideStorefront));
  const shop = await shared;
  await shop.restore();
  return shop;
}

/** Variables of a shop with a storefront. So many stories would be more than one network may ask in a minute. */
export function besideStorefront(port: number): Record<string, string> {
  return {
    HANSA_REQUESTS_PER_MINUTE: "1000000",
    HANSA_STOREFRONT_ORIGINS: `http://127.0.0.1:${publicPort(storefront, port)}`,
    HANSA_STOREFRONT_URL: `http://127.0.0.1:${port}`,
  };
}

/** Variables of a shop, which may depend on its port. */
type ShopEnvironment = Record<string, string> | ((port: number) => Record<string, string>);

/**
 * Starts a shop on a copy of `source`, a seeded one if it is not given. Return its `stop` from `beforeAll`, so that nothing of it is left after
 * the tests of the file.
 */
export async function runShop(given: ShopEnvironment = {}, source: string = inject("seededData")): Promise<Shop> {
  const data = mkdtempSync(path.join(inject("shopFolders"), "shop-"));
  cpSync(source, data, { recursive: true });
  completeKeys(path.join(data, "keys"), Date.now());
  const claim = await claimPorts(firstPort);
  const { port } = claim;
  const url = `http://127.0.0.1:${port}/graphql`;
  const environment = typeof given === "function" ? given(port) : given;
  const children = new Map<ServiceName, ChildProcess>();
  const changed = new Set<ServiceName>();
  const beside = new Map<ChildProcess, PortClaim>();
  const outputs = new Map<string, string>();

  async function start(name: ServiceName, more: Record<string, string> = {}): Promise<void> {
    const child = launch(name, port, more);
    children.set(name, child);
    if (Object.keys(more).length > 0) changed.add(name);
    else changed.delete(name);
    await untilReady(name, port, child);
  }

  async function startBeside(name: ServiceName, more: Record<string, string> = {}): Promise<ExtraProcess> {
    const ports = await claimPorts(firstPort);
    const peers = byService((peer) => ({ graph: directUrl({ port }, peer), internal: internalUrl({ port }, peer) }));
    const child = launch(name, ports.port, { HANSA_SERVICES: servicesAt(peers), ...more });
    beside.set(child, ports);
    await untilReady(name, ports.port, child);
    return { port: ports.port, stop: () => endBeside(child, ports) };
  }

  function launch(name: ServiceName, port: number, more: Record<string, string>): ChildProcess {
    const service = serviceOf(name);
    const child = spawnOwned(process.execPath, ["--import", leastDeadline, ...commandOf(name)], {
      cwd: path.join(root, service.folder),
      env: {
        ...environmentFor(name, ownEnvironment(), data),
        NODE_ENV: "production",
        HANSA_PORT: String(port),
        HANSA_DATA: data,
        HANSA_LOG_LEVEL: "warn",
        ...longDeadlines,
        ...environment,
        ...more,
      },
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk) => outputs.set(name, (outputs.get(name) ?? "") + String(chunk)));
    }
    return child;
  }

  function untilReady(name: ServiceName, port: number, child: ChildProcess): Promise<void> {
    const output = () => outputs.get(name) ?? "";
    return waitUntilReady({ name, child, port: internalPort(serviceOf(name), port), output });
  }

  async function kill(name: ServiceName): Promise<void> {
    const child = children.get(name);
    children.delete(name);
    await end(child);
  }

  async function end(child: ChildProcess | undefined): Promise<void> {
    if (!child || !isRunning(child)) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }

  async function endBeside(child: ChildProcess, ports: PortClaim): Promise<void> {
    await end(child);
    if (beside.delete(child)) await ports.release();
  }

  async function endAllBeside(): Promise<void> {
    await Promise.all([...beside].map(([child, ports]) => endBeside(child, ports)));
  }

  function died(name: ServiceName): Promise<NodeJS.Signals | null> {
    const child = children.get(name);
    if (!child) return Promise.reject(new Error(`${name} does not run`));
    if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.signalCode);
    return new Promise((resolve) => child.once("exit", (_code, signal) => resolve(signal)));
  }

  async function restore(): Promise<void> {
    await endAllBeside();
    const gone = services.map(nameOf).filter((name) => !isRunning(children.get(name)) || changed.has(name));
    await Promise.all(
      gone.map(async (name) => {
        await kill(name);
        await start(name);
      }),
    );
    // The file before may have started one a moment ago: the router does not ask it for a second.
    await sendUntilAnswered({ url }, { query: eachService });
  }

  async function stop(): Promise<void> {
    await Promise.all([...[...children.values()].map(end), endAllBeside()]);
    await claim.release();
    rmSync(data, { recursive: true, force: true });
  }

  try {
    await Promise.all(services.map((service) => start(nameOf(service))));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    port,
    data,
    kill,
    start,
    awaitExit: died,
    startSecondProcess: startBeside,
    pid: (name) => {
      const pid = children.get(name)?.pid;
      if (pid === undefined) throw new Error(`${name} does not run`);
      return pid;
    },
    output: (name) => outputs.get(name) ?? "",
    restore,
    stop,
  };
}

export function isRunning(child: ChildProcess | undefined): boolean {
  return child !== undefined && child.exitCode === null && child.signalCode === null;
}

function nameOf({ name }: Service): ServiceName {
  const known = processNames.find((each) => each === name);
  if (!known) throw new Error(`there is no process ${name}`);
  return known;
}
