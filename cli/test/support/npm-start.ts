/** `npm start` as a process of a test: its output, its programs and its end. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { root } from "../../host/shop.mjs";

export type NpmStart = {
  /** Everything that was printed. */
  output(): string;
  pid: number;
  /** The programs that it started, or those of this file. */
  programs(file?: string): number[];
  /** Waits for a line. Rejects, with the output, if the process ends before. */
  printed(line: RegExp): Promise<void>;
  /** Resolves with the exit code. */
  ended(): Promise<number | null>;
  /** Sends the signal and waits for the end. */
  stop(signal: "SIGTERM" | "SIGINT"): Promise<number | null>;
};

/** The line with which a start ends. */
export const ready = /^Hansa is ready, \d+ s after the set-up$/m;

/** Starts a shop on this port and these data, which are seeded with twelve orders if there are none. */
export function npmStart(
  { port, data, settings = {} }: { port: number; data: string; settings?: Readonly<Record<string, string>> },
  ...args: string[]
): NpmStart {
  const child: ChildProcess = spawn(process.execPath, ["cli/start/main.ts", ...args], {
    cwd: root,
    env: {
      ...process.env,
      ...{ HANSA_PORT: String(port), HANSA_DATA: data, HANSA_SEED_ORDERS: "12", CI: "true" },
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      output += String(chunk);
    });
  }
  const { pid = 0 } = child;

  async function ended(): Promise<number | null> {
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    return child.exitCode;
  }

  return {
    output: () => output,
    pid,
    programs: (file = "") => {
      const pattern = `/dist(-apollo-gateway)?/${file}`;
      const found = execFileSync("pgrep", ["-P", String(pid), "-f", pattern], { encoding: "utf8" });
      return found.trim().split("\n").map(Number);
    },
    printed: async (line) => {
      while (!line.test(output)) {
        if (child.exitCode !== null) throw new Error(`It ended before it printed ${line}:\n${output}`);
        await pause(50);
      }
    },
    ended,
    stop: (signal) => {
      const exit = ended();
      child.kill(signal);
      return exit;
    },
  };
}
