/** Runs the replay and its verifier as commands and parses their output. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { spawnOwned } from "@hansa/kit/testing";
import { findFreePorts } from "../../../cli/host/processes/ports.ts";
import { programArguments, root } from "../../../cli/host/shop.mjs";

export type Place = { port: number; data: string };
export type Ran = { code: number | null; output: string; lastLine: string };

/** Starts the replay; its shop listens from `port` on and keeps its stores in `data`. */
export function startReplay({ port, data }: Place, ...args: string[]): ChildProcess {
  return start("replay", args, { HANSA_PORT: String(port), HANSA_DATA: data });
}

/** Runs the replay to its end. */
export function replay(place: Place, ...args: string[]): Promise<Ran> {
  return finish(startReplay(place, ...args));
}

/** Runs the verifier on these stores. */
export function verify(invoices: string, stores: string, ...args: string[]): Promise<Ran> {
  return finish(start("verify", ["--data", invoices, "--stores", stores, ...args], {}));
}

/** Waits until every killed process of a shop has released its port. */
export async function portsAreFree({ port }: Place): Promise<void> {
  while ((await findFreePorts(port)) !== port) await pause(50);
}

function start(name: "replay" | "verify", args: string[], environment: Record<string, string>): ChildProcess {
  return spawnOwned(process.execPath, [...programArguments(name), ...args], {
    cwd: root,
    env: { ...process.env, ...environment, CI: "true" },
  });
}

async function finish(child: ChildProcess): Promise<Ran> {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (text) => {
      output += String(text);
    });
  }
  const [code] = await once(child, "close");
  return { code, output, lastLine: output.trimEnd().split("\n").at(-1) ?? "" };
}
