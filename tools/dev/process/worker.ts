/** A worker process of the development loop: it does one piece of work, prints a line for each finding, and ends. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { type Shop, startChild } from "../../../cli/host/processes/process.ts";
import { root } from "../../../cli/host/shop.mjs";

/** Starts the worker in this file; it ends with the shop. */
export function startWorker(shop: Shop, file: string, ...args: readonly string[]): ChildProcess {
  return startChild(shop, [file, ...args], root, {
    ...shop.env,
    // Its modules are compiled once, not by every worker.
    NODE_COMPILE_CACHE: path.join(root, "node_modules", ".cache", "compiled"),
    NODE_NO_WARNINGS: "1",
  });
}

/** Hands on each line that a worker finds, as soon as it does. Gives the reason if the worker fails. */
export async function readWorker(child: ChildProcess, onLine: (line: string) => void): Promise<string | undefined> {
  const closed = once(child, "close");
  if (child.stdout) createInterface({ input: child.stdout }).on("line", onLine);
  const errors = child.stderr ? await text(child.stderr) : "";
  const [code] = await closed;
  return code === 0 ? undefined : errors.trim();
}
