/** `hansa seed` as a process of a test. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { programArguments, root } from "../../../host/shop.mjs";

/** Starts a seed of this folder. */
export function startSeed(into: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const child: ChildProcess = spawn(process.execPath, [...programArguments("hansa"), "seed", ...args], {
    cwd: root,
    env: { ...process.env, HANSA_SEED_UNTIL: "2026-09-30", ...environment, HANSA_DATA: into, CI: "true" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (part) => {
      text += String(part);
    });
  }
  return { child, output: () => text };
}

/** Seeds this folder, or fails to, and answers with the exit code. */
export async function seed(into: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const { child, output } = startSeed(into, args, environment);
  if (child.exitCode === null) await once(child, "close");
  return { code: child.exitCode, output: output() };
}
