/** The shop under a flood: a seeded one in production as it ships, in five processes or in one. A process that ends is not started again. */
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync } from "node:fs";
import path from "node:path";
import { processNames } from "@hansa/kit/processes";
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

export type Mode = "five" | "one";

/** Memory of each process in MB, by its name: what is left in its old generation and among its large objects. */
export type Heaps = ReadonlyMap<string, number>;

export type FloodedShop = {
  url: string;
  metricsUrl: string;
  /** The folder with the identities and the variables of the pages. */
  data: string;
  /** Collects all garbage of each process first; throws if one has ended. */
  measureHeaps(): Promise<Heaps>;
  /** How each process ended that did; empty while all run. */
  ended(): readonly string[];
  stop(): Promise<void>;
};

/** `source` is the data of a shop that was seeded in development; `folder` takes a copy of them, keys and mail. */
export type ShopOptions = { source: string; folder: string; mode: Mode };

type Running = { name: string; child: ChildProcess; output: () => string };

const preloaded = ["tools/host/processes/leave-with-parent.mjs", "lab/flood/processes/probe.mjs"];
const firstPort = 24_600;
const measureTimeoutMs = 60_000;

/** Starts the processes and waits until all serve. */
export async function startShop({ source, folder, mode }: ShopOptions): Promise<FloodedShop> {
  const data = path.join(folder, "data");
  cpSync(source, data, { recursive: true });
  const keys = path.join(folder, "keys");
  createProductionKeys(keys, Date.now(), {});
  const { port } = await claimPorts(firstPort);
  const environment = {
    ...process.env,
    NODE_ENV: "production",
    HANSA_ENV: "production",
    HANSA_PORT: String(port),
    HANSA_DATA: data,
    HANSA_KEYS_FOLDER: keys,
    HANSA_MAIL_FOLDER: path.join(folder, "mail"),
    HANSA_TRUST_PROXY: "0",
    HANSA_PAYMENT_PROVIDERS: "sandbox",
    // All requests come from one address.
    HANSA_REQUESTS_PER_MINUTE: "0",
    HANSA_CONNECTIONS_PER_ADDRESS: "0",
    HANSA_LOG_LEVEL: "error",
  };
  const programs = mode === "one" ? [wholeShop] : services;
  const running = programs.map((program) => launch(program, environment, data));
  const stop = async () => {
    await Promise.all(running.map(({ child }) => end(child)));
  };
  try {
    await Promise.all(
      programs.map(async (program, index) => {
        const started = running[index];
        if (started) await waitUntilReady({ ...started, port: privatePort(program, port) });
      }),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    // The router has the ports of the whole shop.
    url: `http://127.0.0.1:${publicPort(wholeShop, port)}/graphql`,
    metricsUrl: `http://127.0.0.1:${privatePort(wholeShop, port)}/metrics`,
    data,
    measureHeaps: async () =>
      new Map(await Promise.all(running.map(async (each) => [each.name, await measureHeap(each)] as const))),
    ended: () => running.flatMap(endOf),
    stop,
  };
}

function launch({ name, folder }: Service, environment: NodeJS.ProcessEnv, data: string): Running {
  const own = processNames.find((known) => known === name);
  const imports = preloaded.flatMap((file) => ["--import", path.join(root, file)]);
  const child = spawn(process.execPath, [...imports, ...commandOf(name)], {
    cwd: path.join(root, folder),
    env: own ? environmentFor(own, environment, data) : environment,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      output += String(chunk);
    });
  }
  return { name, child, output: () => output };
}

/** The process by its name, how it ended, and the reason that V8 printed. */
function endOf({ name, child, output }: Running): string[] {
  const how = child.exitCode ?? child.signalCode;
  if (how === null) return [];
  const [reason = "no reason was printed"] = /FATAL ERROR: .*/.exec(output()) ?? [];
  return [`${name} ended with ${how}: ${reason}`];
}

async function measureHeap({ name, child }: Running): Promise<number> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      child.off("message", onMessage);
      child.off("exit", onExit);
      settle();
    };
    const onExit = () => finish(() => reject(new Error(`${name} ended before its heap was measured`)));
    const onMessage = (message: unknown) => {
      if (isHeap(message)) finish(() => resolve(message.usedMb));
    };
    const timer = setTimeout(
      () => finish(() => reject(new Error(`${name} did not measure its heap within ${measureTimeoutMs / 1_000} s`))),
      measureTimeoutMs,
    );
    child.on("message", onMessage);
    child.once("exit", onExit);
    child.send({ measure: "heap" }, (error) => error && onExit());
  });
}

function isHeap(message: unknown): message is { usedMb: number } {
  return typeof message === "object" && message !== null && "usedMb" in message && typeof message.usedMb === "number";
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}
