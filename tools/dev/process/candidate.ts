/** A new process of a service in development: it loads the packages, runs the build that it is given, and listens or has a fault. */
import cluster, { type Worker } from "node:cluster";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { environmentOf, quiet, type Shop } from "../../../cli/host/processes/process.ts";
import { internalPort, memoryLimitsOf, publicPort, root, type Service } from "../../../cli/host/shop.mjs";
import { say } from "../../../cli/host/terminal.mjs";
import { readableLine } from "./log-lines.ts";

/** Until it serves, its lines in plain text say why it does not. */
export type Candidate = {
  readonly worker: Worker;
  readonly errors: string[];
  readonly started: Promise<string | undefined>;
  isServing: boolean;
};

/** `folder` holds the builds of the service, `args` are for its program. */
type CandidateParts = { shop: Shop; service: Service; folder: string; args: readonly string[] };

/** A new process that does not listen after so long does not start. */
const startTimeoutMs = 90_000;
const maxFaultLines = 12;

/** Launches a process, which waits for its build. `write` takes its lines for the log. */
export function launchCandidate({ shop, service, folder, args }: CandidateParts, write: (line: string) => void) {
  cluster.setupPrimary({
    exec: path.join(import.meta.dirname, "service-process.mjs"),
    args: [folder, service.name, ...args],
    execArgv: [...quiet, ...memoryLimitsOf(service.name)],
    cwd: path.join(root, service.folder),
    silent: true,
  });
  const worker = cluster.fork(environmentOf(shop, service.name));
  shop.children.add(worker.process);
  worker.once("exit", () => shop.children.delete(worker.process));
  const started = whenStarted(worker, service, shop.port);
  const candidate: Candidate = { worker, errors: [], started, isServing: false };
  for (const stream of [worker.process.stdout, worker.process.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on("line", (line) => {
      write(line);
      print(candidate, line);
    });
  }
  return candidate;
}

function print(candidate: Candidate, line: string): void {
  if (!candidate.isServing && !line.startsWith("{")) candidate.errors.push(line);
  else sayAll(readableLine(line));
}

/** Runs a build in a process. Gives the fault if it does not listen; then the process is killed. */
export async function runBuild(candidate: Candidate, file: string): Promise<string | undefined> {
  const { worker, errors, started } = candidate;
  worker.send({ run: file });
  const timeout = new AbortController();
  const failure = await Promise.race([started, tooLate(timeout.signal)]);
  timeout.abort();
  if (failure !== undefined) {
    worker.process.kill("SIGKILL");
    return [failure, ...errors.filter((line) => line.trim() !== "")].slice(0, maxFaultLines).join("\n");
  }
  candidate.isServing = true;
  for (const line of errors) sayAll(readableLine(line));
  return undefined;
}

/** Resolves once the process listens on both ports of the service; with the reason if it ends before that, or never does. */
function whenStarted(worker: Worker, service: Service, port: number): Promise<string | undefined> {
  const missing = new Set([publicPort(service, port), internalPort(service, port)]);
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

/** Prints lines for the person who works on the code. */
export function sayAll(text: string | undefined): void {
  for (const line of text?.split("\n") ?? []) say(line);
}
