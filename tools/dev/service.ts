/** The process of one service in development: it runs the sources, and starts again after an edit. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { openLog } from "../../cli/host/processes/output.ts";
import { environmentOf, type Shop, startChild } from "../../cli/host/processes/process.ts";
import { memoryLimitsOf, root, type Service } from "../../cli/host/shop.mjs";
import { inSeconds, paint, say } from "../../cli/host/terminal.mjs";
import { answers } from "./peers.ts";

export type Running = {
  /** Ends the process, if it runs, and starts one of the files as they are then. */
  restart(): Promise<void>;
  /** Whether the process has ended by itself. */
  isAway(): boolean;
};

const pollMs = 100;

/** Starts the process; `program` is what Node runs in the folder of the service. One that ends by itself waits for the next edit. */
export function runService(shop: Shop, service: Service, program: readonly string[]): Running {
  const log = openLog(shop.data, service.name);
  let isRestarting = false;
  let child = launch();

  function launch(): ChildProcess {
    const args = [...memoryLimitsOf(service.name), ...program];
    const launched = startChild(shop, args, path.join(root, service.folder), {
      ...environmentOf(shop, service.name),
      // Most of a start is the compilation of files that no edit has changed.
      NODE_COMPILE_CACHE: path.join(root, "node_modules/.cache/compiled"),
    });
    for (const stream of [launched.stdout, launched.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on("line", (line) => {
        log.write(line);
        if (isShown(line)) say(line);
      });
    }
    launched.once("exit", (code, signal) => {
      if (isRestarting || shop.isStopping) return;
      say(paint("red", `ended (${signal ?? `code ${code}`}): the next edit starts it again`));
    });
    return launched;
  }

  async function restart(): Promise<void> {
    // A file that is edited before the old process has ended is read by the new one.
    if (isRestarting || shop.isStopping) return;
    isRestarting = true;
    const began = performance.now();
    if (!hasEnded(child)) {
      // It holds the ports and the leases until its end.
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    }
    isRestarting = false;
    if (shop.isStopping) return;
    child = launch();
    await sayOnceServed(child, began);
  }

  async function sayOnceServed(started: ChildProcess, began: number): Promise<void> {
    while (!hasEnded(started) && !shop.isStopping) {
      if (await answers(shop, service)) {
        say(paint("green", `serves again after ${inSeconds(performance.now() - began)}`));
        return;
      }
      await pause(pollMs);
    }
  }

  return { restart, isAway: () => !isRestarting && hasEnded(child) };
}

/** Plain text, as of a start that fails, and errors; the file of the log has all lines. */
function isShown(line: string): boolean {
  return line.trim() !== "" && !/^\{"level":[1-4]0,/.test(line);
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
