/**
 * The processes of one service in development: a new one takes over from the serving one once it listens; if it fails, the old one continues. They
 * share their listening sockets through `node:cluster`, so that no connection is refused meanwhile.
 */
import cluster, { type Worker } from "node:cluster";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { openLog } from "../../../cli/host/processes/output.ts";
import { environmentOf, quiet, type Shop } from "../../../cli/host/processes/process.ts";
import { memoryLimitsOf, privatePort, publicPort, root, type Service } from "../../../cli/host/shop.mjs";
import { paint, say } from "../../../cli/host/terminal.mjs";
import { idleMs } from "../program.ts";
import { readableLine } from "./log-lines.ts";

type Built = { file: string; version: string };

export type ServiceProcess = {
  /** The build that serves; undefined while none does. */
  running(): Built | undefined;
  /** Starts a process with this build in place of the one that serves. Gives the fault if it does not start; then nothing has changed. */
  replace(build: Built): Promise<string | undefined>;
  /** Tells the process that serves what is wrong with the newest build, for its `/health`; null: nothing. */
  reportFault(fault: string | null): void;
  /** Keeps a process with the packages loaded at hand for the next edit, until none has come for a while. */
  keepStandby(): void;
};

/** A new process that does not listen after so long does not start. */
const startTimeoutMs = 90_000;
const firstDelayMs = 500;
const maxDelayMs = 15_000;
const healthyAfterMs = 60_000;
const maxFaultLines = 12;

// A connection is taken by whichever process listens, without a detour through this one, which also builds.
cluster.schedulingPolicy = cluster.SCHED_NONE;

type Candidate = { worker: Worker; errors: string[]; started: Promise<string | undefined>; isServing: boolean };

/** Prepares the processes of a service; none is started. `folder` holds its builds, `args` are for its program. */
export function openServiceProcess(
  shop: Shop,
  service: Service,
  folder: string,
  args: readonly string[],
): ServiceProcess {
  const log = openLog(shop.data, service.name);
  let running: { build: Built; worker: Worker } | undefined;
  let standby: Candidate | undefined;
  let deaths = 0;
  let standbyTimer: NodeJS.Timeout | undefined;

  function launch(): Candidate {
    cluster.setupPrimary({
      exec: path.join(import.meta.dirname, "service-process.mjs"),
      args: [folder, service.name, ...args],
      execArgv: [...quiet, ...memoryLimitsOf(service.name)],
      cwd: path.join(root, service.folder),
      silent: true,
    });
    const worker = cluster.fork(environmentOf(shop, service.name));
    shop.children.add(worker.process);
    worker.once("exit", () => {
      shop.children.delete(worker.process);
      if (standby?.worker === worker) standby = undefined;
    });
    const candidate: Candidate = {
      worker,
      errors: [],
      started: whenStarted(worker, service, shop.port),
      isServing: false,
    };
    for (const stream of [worker.process.stdout, worker.process.stderr]) {
      if (stream) createInterface({ input: stream }).on("line", (line) => print(candidate, line));
    }
    return candidate;
  }

  /** Until a process serves, its lines in plain text say why it does not. */
  function print(candidate: Candidate, line: string): void {
    log.write(line);
    if (!candidate.isServing && !line.startsWith("{")) candidate.errors.push(line);
    else sayAll(readableLine(line));
  }

  async function replace(build: Built): Promise<string | undefined> {
    const candidate = standby ?? launch();
    standby = undefined;
    const began = performance.now();
    candidate.worker.send({ run: build.file });
    const timeout = new AbortController();
    const failure = await Promise.race([candidate.started, tooLate(timeout.signal)]);
    timeout.abort();
    if (failure !== undefined) {
      candidate.worker.process.kill("SIGKILL");
      return [failure, ...candidate.errors.filter((line) => line.trim() !== "")].slice(0, maxFaultLines).join("\n");
    }
    candidate.isServing = true;
    for (const line of candidate.errors) sayAll(readableLine(line));

    const old = running;
    running = { build, worker: candidate.worker };
    candidate.worker.once("exit", (code, signal) => restart(candidate.worker, began, signal || `code ${code}`));
    old?.worker.process.kill("SIGTERM");
    return undefined;
  }

  /** A process that serves and ends by itself is started again with the same build. */
  function restart(worker: Worker, began: number, how: string): void {
    if (shop.isStopping || running?.worker !== worker) return;
    const { build } = running;
    running = undefined;
    deaths = performance.now() - began > healthyAfterMs ? 1 : deaths + 1;
    const delay = Math.min(firstDelayMs * 2 ** (deaths - 1), maxDelayMs);
    say(paint("yellow", `ended (${how}); starting it again in ${delay / 1000} s`));
    setTimeout(() => {
      if (running || shop.isStopping) return;
      void replace(build).then((fault) => {
        if (fault !== undefined) sayAll(paint("red", fault));
      });
    }, delay);
  }

  return {
    running: () => running?.build,
    replace,
    reportFault: (fault) => {
      if (running?.worker.isConnected()) running.worker.send({ fault });
    },
    keepStandby: () => {
      standby ??= launch();
      clearTimeout(standbyTimer);
      standbyTimer = setTimeout(() => standby?.worker.process.kill("SIGKILL"), idleMs);
    },
  };
}

/** Resolves once the process listens on both ports of the service; with the reason if it ends before that, or never does. */
function whenStarted(worker: Worker, service: Service, port: number): Promise<string | undefined> {
  const missing = new Set([publicPort(service, port), privatePort(service, port)]);
  return new Promise((resolve) => {
    worker.on("listening", (address) => {
      missing.delete(address.port);
      if (missing.size === 0) resolve(undefined);
    });
    worker.once("exit", (code, signal) =>
      resolve(`the process ended (${signal || `code ${code}`}) before it listened:`),
    );
  });
}

async function tooLate(signal: AbortSignal): Promise<string> {
  await pause(startTimeoutMs, undefined, { signal }).catch(() => undefined);
  return `the process did not listen within ${startTimeoutMs / 1000} s:`;
}

function sayAll(text: string | undefined): void {
  for (const line of text?.split("\n") ?? []) say(line);
}
