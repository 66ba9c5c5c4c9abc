/** One process of the shop under test: started as its container would start it, killed, paused, or held. */
import type { ChildProcess } from "node:child_process";
import { createWriteStream, mkdirSync, type WriteStream } from "node:fs";
import path from "node:path";
import { spawnOwned } from "@hansa/kit/testing";
import { waitUntilReady } from "../../../cli/host/processes/health.ts";
import { root } from "../../../cli/host/shop.mjs";
import { type Name, programOf } from "./names.ts";

export type ProcessOptions = {
  name: Name;
  /** The file in which its program lies. */
  program: string;
  /** HANSA_PORT of the shop that it belongs to. */
  port: number;
  environment: NodeJS.ProcessEnv;
  log: WriteStream;
};

/** One process, from its start to its end. */
export type Running = {
  /** Resolves when it answers for the first time; rejects if it ends before. */
  ready: Promise<void>;
  /** How it ended: the signal or the exit code. */
  ended: Promise<string>;
  signal(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void;
  /** Its wall clock is so far from the machine's from now on. */
  shiftClock(byMs: number): void;
  /** Resolves with whose work is held at its fault point, and when that work has ended after its release; rejects if the process ends before. */
  held: Promise<string>;
  passed: Promise<string>;
  release(): void;
};

/** Loaded into each process, before its program. */
const preloaded = ["shifting-clock.mjs", "fault-point.mjs"].map((file) => path.join(root, "lab/chaos/processes", file));

export function startProcess({ name, program, port, environment, log }: ProcessOptions): Running {
  const { folder, internalPort, instance, offset } = programOf(name);
  const imported = preloaded.flatMap((file) => ["--import", file]);
  const child = spawnOwned(process.execPath, [...imported, program], {
    cwd: path.join(root, folder),
    env: { ...environment, HANSA_PORT: String(port + offset), HANSA_INSTANCE: String(instance) },
  });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  // One that is paused cannot leave by itself, and would keep its ports.
  const leave = () => void child.kill("SIGKILL");
  process.once("exit", leave);
  child.once("exit", () => process.off("exit", leave));
  const ended = endOf(child);
  const ready = waitUntilReady({ name, child, port: internalPort(port) });
  // A process that is killed before its first response is not waited for.
  ready.catch(() => undefined);
  const send = (message: object) => void (child.connected && child.send(message, () => undefined));
  return {
    ready,
    ended,
    signal: (signal) => child.kill(signal),
    shiftClock: (byMs) => send({ shiftMs: byMs }),
    held: reportOf(child, "held"),
    passed: reportOf(child, "passed"),
    release: () => send({ release: true }),
  };
}

/** Resolves with what the process says of its fault point (fault-point.mjs). */
function reportOf(child: ChildProcess, kind: "held" | "passed"): Promise<string> {
  const report = new Promise<string>((resolve, reject) => {
    child.on("message", (message) => {
      if (typeof message === "object" && message !== null && kind in message) resolve(Object.values(message).join());
    });
    child.once("exit", () => reject(new Error(`the process ended before its work was ${kind}`)));
  });
  report.catch(() => undefined);
  return report;
}

/** The variables of a process whose work is to be held at this point, once. */
export function heldAt(point: string): Record<string, string> {
  return { CHAOS_HOLD_AT: point };
}

/** The variables of a process whose clock is shifted by so much. */
export function shiftedBy(shiftMs: number): Record<string, string> {
  return { CHAOS_CLOCK_SHIFT_MS: String(shiftMs) };
}

/** Opens the log of a process: the first thing to read when a run fails. */
export function openLog(folder: string, name: string): WriteStream {
  mkdirSync(folder, { recursive: true });
  return createWriteStream(path.join(folder, `${name}.log`), { flags: "a" });
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve(signal ?? `code ${code}`));
    child.once("error", (error) => resolve(error.message));
  });
}
