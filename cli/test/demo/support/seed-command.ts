/** `hansa seed` as a process of a test. */
import { startOwned } from "@hansa/kit/testing";
import { programArguments, root } from "../../../host/shop.mjs";

/** Starts a seed of this folder. */
export function startSeed(into: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  return startOwned(process.execPath, [...programArguments("hansa"), "seed", ...args], {
    cwd: root,
    env: { ...process.env, HANSA_SEED_UNTIL: "2026-09-30", ...environment, HANSA_DATA: into, CI: "true" },
  });
}

/** Seeds this folder, or fails to, and answers with the exit code. */
export async function seed(into: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const { ended, output } = startSeed(into, args, environment);
  return { code: await ended(), output: output() };
}
