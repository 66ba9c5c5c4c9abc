/** Waits until the services, or one process, are healthy. */
import type { ChildProcess } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { never } from "@hansa/client/polling";
import { internalPort, processName, type Service } from "../shop.mjs";

const pollMs = 150;
const childPollMs = 50;
const minutes = never.ofProcesses / 60_000;

/** Resolves when every service answers 200 to /health on its internal listener; throws, naming those that do not. */
export async function waitUntilHealthy(services: readonly Service[], host: string, port: number): Promise<void> {
  const deadline = performance.now() + never.ofProcesses;
  let waiting = [...services];
  while (waiting.length > 0) {
    const responses = await Promise.all(waiting.map((service) => isHealthy(host, internalPort(service, port))));
    waiting = waiting.filter((_service, index) => responses[index] !== true);
    if (waiting.length === 0) break;
    if (performance.now() > deadline) {
      const names = waiting.map(processName).join(", ");
      throw new Error(`not ready after ${minutes} minutes: ${names}.`);
    }
    await pause(pollMs);
  }
}

/** A started process: `port` is its internal listener, `output` everything that it has printed. */
type Started = { name: string; child: ChildProcess; port: number; output?: () => string };

/** Resolves when the process answers 200 to /health; throws, with its output, if it ends before, or does not within the time limit. */
export async function waitUntilReady({ name, child, port, output = () => "" }: Started): Promise<void> {
  const deadline = performance.now() + never.ofProcesses;
  while (performance.now() < deadline) {
    const isReady = await isHealthy("127.0.0.1", port);
    // Asked afterwards: another process may have answered in the place of one that found the port taken.
    const end = child.exitCode ?? child.signalCode;
    if (end !== null) throw new Error(`${name} ended with ${end} before it was ready:\n${output()}`);
    if (isReady) return;
    await pause(childPollMs);
  }
  throw new Error(`${name} is not ready after ${minutes} minutes:\n${output()}`);
}

/** Whether this internal listener answers 200 to /health within two seconds. */
export async function isHealthy(host: string, port: number): Promise<boolean> {
  try {
    const response = await fetch(healthUrl(host, port), { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false;
  }
}

function healthUrl(host: string, port: number): string {
  return `http://${reachable(host)}:${port}/health`;
}

/** The address under which a listener on this host can be called from here. */
export function reachable(host: string): string {
  return host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
}
