/** The shop under test: its processes, each started as its container would, killed, paused, and started again by whoever supervises them. */
import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, mkdirSync, type WriteStream } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { root } from "../../shop.mjs";
import { type Name, programOf } from "./names.ts";

export type ProcessOptions = {
  name: Name;
  /** The file in which its program lies. */
  program: string;
  /** HANSA_PORT of this process. */
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
};

const leaveWithParent = path.join(root, "scripts/start/leave-with-parent.mjs");
const shiftingClock = path.join(root, "scripts/chaos/shop/shifting-clock.mjs");
const askEveryMs = 40;
const longestStartMs = 45_000;

export function startProcess({ name, program, port, environment, log }: ProcessOptions): Running {
  const { folder, innerPort } = programOf(name);
  const child = spawn(process.execPath, ["--import", shiftingClock, "--import", leaveWithParent, program], {
    cwd: path.join(root, folder),
    env: { ...environment, HANSA_PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  // One that is paused cannot leave by itself, and would keep its ports.
  const leave = () => void child.kill("SIGKILL");
  process.once("exit", leave);
  child.once("exit", () => process.off("exit", leave));
  const ended = endOf(child);
  const ready = untilReady(child, `http://127.0.0.1:${innerPort(port)}/health`, name);
  // Whoever kills a process that has not answered yet does not wait for its answer.
  ready.catch(() => undefined);
  const shiftClock = (byMs: number) => void (child.connected && child.send({ shiftMs: byMs }, () => undefined));
  return { ready, ended, signal: (signal) => child.kill(signal), shiftClock };
}

/** What a process is told at its start whose clock is so far from the machine's. */
export function shiftedBy(shiftMs: number): Record<string, string> {
  return { CHAOS_CLOCK_SHIFT_MS: String(shiftMs) };
}

/** What a process prints is kept: it is the first thing to read when a run is red. */
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

async function untilReady(child: ChildProcess, url: string, name: Name): Promise<void> {
  const deadline = performance.now() + longestStartMs;
  while (performance.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${name} ended before it was ready`);
    const status = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      async (answer) => {
        await answer.body?.cancel();
        return answer.status;
      },
      () => 0,
    );
    if (status === 200) return;
    await pause(askEveryMs);
  }
  throw new Error(`${name} was not ready within ${longestStartMs / 1_000} s`);
}
