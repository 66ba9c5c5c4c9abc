/** A shop in production as it ships, on a copy of seeded data: real processes, one or several instances of each, which nothing starts again. */
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync } from "node:fs";
import path from "node:path";
import { processNames, serviceNames } from "@hansa/kit/processes";
import { graphUrlVariable, internalUrlVariable } from "@hansa/kit/rpc/service-variables";
import { createProductionKeys } from "../../../tools/host/keys/creation.ts";
import { environmentFor } from "../../../tools/host/keys/key-folder.ts";
import { waitUntilReady } from "../../../tools/host/processes/health.ts";
import { claimPorts } from "../../../tools/host/processes/ports.ts";
import {
  commandOf,
  privatePort,
  publicPort,
  root,
  type Service,
  services,
  wholeShop,
} from "../../../tools/host/shop.mjs";

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
  /** Starts an instance whose process has ended, and waits until it is ready. */
  start(name: string, instance?: number): Promise<void>;
  stop(): Promise<void>;
};

/** `source` is the data of a shop that was seeded in development; `folder` takes a copy of them, keys and mail. */
export type ProductionShopOptions = {
  source: string;
  folder: string;
  /** The programs, by default the five; and how many processes of each. */
  programs?: readonly Service[];
  instances?: number;
  /** Modules that each process loads first, as paths in the repository. */
  preloaded?: readonly string[];
  environment?: Readonly<Record<string, string>>;
};

const leaveWithParent = "tools/host/processes/leave-with-parent.mjs";
const firstPort = 24_600;
/** Each further instance listens so far above the one before. */
const portsPerInstance = 20;

/** Starts the processes and waits until all serve. */
export async function startProductionShop(options: ProductionShopOptions): Promise<ProductionShop> {
  const { source, folder, programs = services, instances = 1, preloaded = [] } = options;
  const data = path.join(folder, "data");
  cpSync(source, data, { recursive: true });
  const keys = path.join(folder, "keys");
  createProductionKeys(keys, Date.now(), {});
  const { port, release } = await claimPorts(firstPort);
  const portOf = (instance: number) => port + portsPerInstance * (instance - 1);
  const numbers = Array.from({ length: instances }, (_each, index) => index + 1);
  const environment = {
    ...process.env,
    NODE_ENV: "production",
    HANSA_ENV: "production",
    HANSA_DATA: data,
    HANSA_KEYS_FOLDER: keys,
    HANSA_MAIL_FOLDER: path.join(folder, "mail"),
    HANSA_TRUST_PROXY: "0",
    HANSA_PAYMENT_PROVIDERS: "sandbox",
    // All requests come from one address.
    HANSA_REQUESTS_PER_MINUTE: "0",
    HANSA_CONNECTIONS_PER_ADDRESS: "0",
    HANSA_LOG_LEVEL: "error",
    ...(instances > 1 ? addressesOf(numbers.map(portOf)) : {}),
    ...options.environment,
  };
  const running = new Map<string, ShopProcess>();

  function launch({ name, folder: cwd }: Service, instance: number): ShopProcess {
    const own = processNames.find((known) => known === name);
    const imports = [leaveWithParent, ...preloaded].flatMap((file) => ["--import", path.join(root, file)]);
    const numbered = { ...environment, HANSA_PORT: String(portOf(instance)), HANSA_INSTANCE: String(instance) };
    const child = spawn(process.execPath, [...imports, ...commandOf(name)], {
      cwd: path.join(root, cwd),
      env: own ? environmentFor(own, numbered, data) : numbered,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
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

  async function start(program: Service, instance: number): Promise<void> {
    await waitUntilReady({ ...launch(program, instance), port: privatePort(program, portOf(instance)) });
  }

  async function stop(): Promise<void> {
    await Promise.all([...running.values()].map(({ child }) => end(child)));
    await release();
  }

  try {
    await Promise.all(programs.flatMap((program) => numbers.map((instance) => start(program, instance))));
  } catch (error) {
    await stop();
    throw error;
  }
  // The router has the ports of the whole shop.
  const urls = numbers.map((instance) => `http://127.0.0.1:${publicPort(wholeShop, portOf(instance))}/graphql`);
  return {
    url: `http://127.0.0.1:${publicPort(wholeShop, port)}/graphql`,
    metricsUrl: `http://127.0.0.1:${privatePort(wholeShop, port)}/metrics`,
    urls,
    data,
    processes: () => [...running.values()],
    start: async (name, instance = 1) => {
      const program = programs.find((each) => each.name === name);
      if (!program) throw new Error(`${name} is no program of this shop`);
      await start(program, instance);
    },
    stop,
  };
}

/** The addresses of all instances of each service. */
function addressesOf(ports: readonly number[]): Record<string, string> {
  const list = (addressOf: (port: number) => string) => ports.map(addressOf).join(",");
  return Object.fromEntries(
    serviceNames.flatMap((name) => {
      const service = services.find((each) => each.name === name);
      if (!service) return [];
      return [
        [graphUrlVariable(name), list((port) => `http://127.0.0.1:${publicPort(service, port)}/graphql`)],
        [internalUrlVariable(name), list((port) => `http://127.0.0.1:${privatePort(service, port)}`)],
      ];
    }),
  );
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}
