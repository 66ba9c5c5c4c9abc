/** A shop in production as it ships, on a copy of seeded data: real processes, one or several instances of each, which nothing starts again. */
import type { ChildProcess } from "node:child_process";
import { cpSync } from "node:fs";
import path from "node:path";
import { processNames } from "@hansa/contracts/processes";
import { spawnOwned } from "@hansa/kit/testing";
import { createProductionKeys } from "../host/keys/creation.ts";
import { environmentFor } from "../host/keys/key-folder.ts";
import { waitUntilReady } from "../host/processes/health.ts";
import { instanceVariables } from "../host/processes/instances.ts";
import { ownEnvironment } from "../host/processes/own-environment.ts";
import { claimPorts } from "../host/processes/ports.ts";
import { storefrontVariables } from "../host/processes/storefront-variables.ts";
import {
  commandOf,
  internalPort,
  publicPort,
  replicasOf,
  root,
  type Service,
  services,
  wholeShop,
} from "../host/shop.mjs";
import { liftLimits } from "./shop-limits.ts";

/** A process that was started; it may have ended. */
export type ShopProcess = { name: string; instance: number; child: ChildProcess; output: () => string };

export type ProductionShop = {
  /** The graph, through the first router, and the metrics of that router. */
  url: string;
  metricsUrl: string;
  /** The graph through each router. */
  urls: readonly string[];
  /** The folder with the identities and the variables of the pages. */
  data: string;
  /** The processes that were started last, of each name and instance. */
  processes(): readonly ShopProcess[];
  /** Starts an instance whose process has ended, with other arguments for Node if given, and waits until it is ready. */
  start(name: string, instance?: number, command?: readonly string[]): Promise<void>;
  stop(): Promise<void>;
};

/** `source` is the data of a shop that was seeded in development; `folder` takes a copy of them, keys and mail. */
export type ProductionShopOptions = {
  source: string;
  folder: string;
  /** The programs, by default the services and the router; and how many processes of each. */
  programs?: readonly Service[];
  instances?: number;
  /** Modules that each process loads first, as paths in the repository. */
  preloaded?: readonly string[];
  /** The arguments with which Node runs a process, by its name: by default the program that was set up. */
  commandFor?: (name: string) => readonly string[];
  /** Moves the data to databases, before anything runs; the variables by which the processes find these. */
  moveData?: (data: string) => Promise<Readonly<Record<string, string>>>;
  /** Added to the variables; undefined: it has no value, so that the shop has its default of production. */
  environment?: Readonly<Record<string, string | undefined>>;
};

const firstPort = 24_600;

/** Starts the processes and waits until all serve. */
export async function startProductionShop(options: ProductionShopOptions): Promise<ProductionShop> {
  const { source, folder, programs = services, instances = 1, preloaded = [], commandFor = commandOf } = options;
  const data = path.join(folder, "data");
  cpSync(source, data, { recursive: true });
  // All buyers come from one address.
  await liftLimits({ HANSA_DATA: data });
  const databases = await options.moveData?.(data);
  const keys = path.join(folder, "keys");
  createProductionKeys(keys, Date.now(), {});
  const { port, release } = await claimPorts(firstPort);
  const all = programs.flatMap((program) => replicasOf(program, instances));
  const environment = {
    ...ownEnvironment(),
    NODE_ENV: "production",
    HANSA_ENV: "production",
    HANSA_DATA: data,
    HANSA_KEYS_FOLDER: keys,
    HANSA_MAIL_FOLDER: path.join(folder, "mail"),
    HANSA_TRUST_PROXY: "0",
    HANSA_PAYMENT_PROVIDERS: "sandbox",
    // All requests come from one address: no sender is told apart, and what all of them ask is measured.
    HANSA_REQUESTS_PER_MINUTE: "0",
    HANSA_CONNECTIONS_PER_ADDRESS: "0",
    HANSA_LOG_LEVEL: "error",
    ...databases,
    ...options.environment,
  };
  const running = new Map<string, ShopProcess>();

  function launch(service: Service, command: readonly string[] = commandFor(service.name)): ShopProcess {
    const { name, folder: cwd, instance = 1 } = service;
    const own = processNames.find((known) => known === name);
    const imports = preloaded.flatMap((file) => ["--import", path.join(root, file)]);
    const shop = { env: environment, host: "127.0.0.1", port };
    const connected = { ...environment, ...storefrontVariables(shop, all) };
    const numbered = { HANSA_PORT: String(port), ...connected, ...instanceVariables(shop, service, all) };
    const child = spawnOwned(process.execPath, [...imports, ...command], {
      cwd: path.join(root, cwd),
      env: own ? environmentFor(own, numbered, data) : numbered,
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk) => {
        output += String(chunk);
      });
    }
    const started = { name, instance, child, output: () => output };
    running.set(`${name} ${instance}`, started);
    return started;
  }

  async function start(service: Service, command?: readonly string[]): Promise<void> {
    await waitUntilReady({ ...launch(service, command), port: internalPort(service, port) });
  }

  async function stop(): Promise<void> {
    await Promise.all([...running.values()].map(({ child }) => end(child)));
    await release();
  }

  try {
    await Promise.all(all.map((service) => start(service)));
  } catch (error) {
    await stop();
    throw error;
  }
  // The router has the ports of the whole shop.
  const routers = replicasOf(wholeShop, instances);
  const urls = routers.map((router) => `http://127.0.0.1:${publicPort(router, port)}/graphql`);
  return {
    url: `http://127.0.0.1:${publicPort(wholeShop, port)}/graphql`,
    metricsUrl: `http://127.0.0.1:${internalPort(wholeShop, port)}/metrics`,
    urls,
    data,
    processes: () => [...running.values()],
    start: async (name, instance = 1, command) => {
      const service = all.find((each) => each.name === name && (each.instance ?? 1) === instance);
      if (!service) throw new Error(`${name} ${instance} is no process of this shop`);
      await start(service, command);
    },
    stop,
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}
