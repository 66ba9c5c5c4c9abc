/** The processes of the shop: starts each, restarts it when it ends, and stops all together. */

import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { processNames } from "@hansa/contracts/processes";
import { readDrainMs, stopTimeoutMs } from "@hansa/kit/service";
import { environmentFor } from "../keys/key-folder.ts";
import { commandOf, processName, root, type Service, storefront } from "../shop.mjs";
import { paint, say } from "../terminal.mjs";
import { copyOutput, openLog } from "./output.ts";
import { killTree } from "./process-tree.ts";
import { environmentOfStorefront } from "./storefront-variables.ts";

const minDelayMs = 500;
const maxDelayMs = 15_000;
/** A process that has not ended by itself so long after its own deadline is killed. */
const forceAfterMs = 1_000;
/** A process that lived this long was healthy: its next death counts as the first. */
const healthyAfterMs = 60_000;

/** A package below the router uses Node's own punycode, and one below Apollo's gateway `url.parse`: readers of the terminal cannot change that. */
const quiet = ["--disable-warning=DEP0040", "--disable-warning=DEP0169"];

/** The running shop. `fail` is called when a process ends before the shop was ready. */
export type Shop = {
  host: string;
  port: number;
  data: string;
  production: boolean;
  env: NodeJS.ProcessEnv;
  showLogs: boolean;
  isReady: boolean;
  isStopping: boolean;
  children: Set<ChildProcess>;
  fail: (error: Error) => void;
};

/** Starts a service, with these variables added to the shop's, and keeps it running until the shop stops. */
export function keepRunning(shop: Shop, service: Service, more: NodeJS.ProcessEnv = {}): void {
  const name = processName(service);
  const log = openLog(shop.data, name);
  let deaths = 0;
  const launch = (): void => {
    const started = performance.now();
    const child = startChild(shop, commandOf(service.name), path.join(root, service.folder), {
      ...environmentOf(shop, service.name),
      ...more,
    });
    if (child.stdout) copyOutput(name, child.stdout, log, shop.showLogs);
    if (child.stderr) copyOutput(name, child.stderr, log, shop.showLogs);
    onceEnded(child, (how) => {
      if (shop.isStopping) return;
      if (!shop.isReady) {
        shop.fail(new Error(`${name} ended (${how}) before the shop was ready; its messages are above.`));
        return;
      }
      deaths = performance.now() - started > healthyAfterMs ? 1 : deaths + 1;
      const delay = Math.min(minDelayMs * 2 ** (deaths - 1), maxDelayMs);
      say(paint("yellow", `${name} ended (${how}); starting it again in ${delay / 1000} s`));
      log.own.error({ cause: how }, "process: ended, is started again");
      setTimeout(() => {
        if (!shop.isStopping) launch();
      }, delay);
    });
  };
  launch();
}

/** Runs a Node program in a folder and registers it, so that stopping the shop stops it too. */
export function startChild(shop: Shop, args: string[], folder: string, env = shop.env): ChildProcess {
  const leave = path.join(root, "packages/kit/src/service/leave-with-parent.mjs");
  const child = spawn(process.execPath, [...quiet, "--import", leave, ...args], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    // In a group of its own, so that Ctrl-C reaches the shop and each process is asked to stop once.
    detached: true,
  });
  shop.children.add(child);
  onceEnded(child, () => shop.children.delete(child));
  return child;
}

/** Each process is told where its own keys are, and nothing about those of the others. */
export function environmentOf(shop: Shop, service: string): NodeJS.ProcessEnv {
  if (service === storefront.name) return environmentOfStorefront(shop.env);
  const name = processNames.find((known) => known === service);
  return name ? { ...environmentFor(name, shop.env, shop.data), HANSA_KEYS_FOLDER: undefined } : shop.env;
}

/** Calls back once, when the process has ended or could not be started, saying how. */
function onceEnded(child: ChildProcess, callback: (how: string) => void): void {
  child.once("exit", (code, signal) => callback(signal ?? `code ${code}`));
  child.once("error", (error) => {
    if (child.pid === undefined) callback(error.message);
  });
}

/**
 * Asks every process to stop, at once or after draining as SIGTERM asks, ends by force those that have not stopped in time, and waits for all.
 */
export async function stopAll(shop: Shop, signal: "SIGINT" | "SIGTERM" = "SIGINT"): Promise<void> {
  shop.isStopping = true;
  const ends = [...shop.children].map((child) => new Promise((resolve) => child.once("exit", resolve)));
  for (const child of shop.children) child.kill(signal);
  const drainMs = signal === "SIGTERM" ? readDrainMs(shop.env) : 0;
  const force = setTimeout(() => killAll(shop), drainMs + stopTimeoutMs + forceAfterMs);
  await Promise.all(ends);
  clearTimeout(force);
}

/** Ends every process and what it started at once, without asking. */
export function killAll(shop: Shop): void {
  for (const child of shop.children) if (child.pid !== undefined) killTree(child.pid);
}
