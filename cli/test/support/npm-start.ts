/** `npm start` as a process of a test: its output, its programs and its end. */
import { execFileSync } from "node:child_process";
import { type OwnedProgram, startOwned } from "@hansa/kit/testing";
import { root } from "../../host/shop.mjs";

export type NpmStart = Omit<OwnedProgram, "child" | "until"> & {
  pid: number;
  /** The programs that it started, or those of this file. */
  programs(file?: string): number[];
};

/** The line with which a start ends. */
export const ready = /^Hansa is ready, \d+ s after the set-up$/m;

/** Starts a shop on this port and these data, which are seeded with twelve orders if there are none. */
export function npmStart(
  { port, data, settings = {} }: { port: number; data: string; settings?: Readonly<Record<string, string>> },
  ...args: string[]
): NpmStart {
  const { child, output, printed, ended, stop } = startOwned(process.execPath, ["cli/start/main.ts", ...args], {
    cwd: root,
    env: {
      ...process.env,
      ...{ HANSA_PORT: String(port), HANSA_DATA: data, HANSA_SEED_ORDERS: "12", CI: "true" },
      ...settings,
    },
  });
  const { pid = 0 } = child;
  return {
    output,
    pid,
    programs: (file = "") => {
      const pattern = `/dist(-apollo-gateway)?/${file}`;
      const found = execFileSync("pgrep", ["-P", String(pid), "-f", pattern], { encoding: "utf8" });
      return found.trim().split("\n").map(Number);
    },
    printed,
    ended,
    stop,
  };
}
