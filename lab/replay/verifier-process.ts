/** Runs the verifier as a process of its own, which shares no code with the services and the replay; its last line is ours. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { programArguments, root } from "../../cli/host/shop.mjs";
import type { Options } from "./options.ts";

/** Compares `stores` with the file. Answers with the exit code. */
export async function runVerifier(
  { data, orders }: Options,
  stores: string,
  more: readonly string[] = [],
): Promise<number> {
  const many = Number.isFinite(orders) ? String(orders) : "all";
  const args = [...programArguments("verify"), "--data", data, "--orders", many, "--stores", stores, ...more];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  await once(child, "exit");
  return child.exitCode ?? 1;
}
