/** `hansa backup`, `hansa restore` and `hansa move` as processes, and the folders and stores beside which they run. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { spawnOwned } from "@hansa/kit/testing";
import { inject, onTestFinished } from "vitest";
import { root, storeFile } from "../../host/shop.mjs";
import { type Connection, openStoreFile } from "./stores/probes.ts";

let folders = 0;

/** A folder of one test, which does not exist yet; removed with all shops. */
export function newFolder(name: string): string {
  folders += 1;
  return path.join(inject("shopFolders"), `${name}-${process.pid}-${folders}`);
}

/** The files of a data folder, without the locks of the process that restored it. */
export function filesIn(data: string): string[] {
  const entries = existsSync(data) ? readdirSync(data, { recursive: true, withFileTypes: true }) : [];
  return entries.filter((entry) => entry.isFile() && entry.name !== "running.pid").map(({ name }) => name);
}

/** Starts a command on these data. */
export function startCommand(
  command: "backup" | "restore" | "move" | "audit",
  args: readonly string[],
  data: string,
  more: Readonly<Record<string, string>> = {},
): ChildProcess {
  return spawnOwned(process.execPath, ["cli/hansa.cjs", command, ...args], {
    cwd: root,
    env: { ...process.env, HANSA_DATA: data, HANSA_LOG_LEVEL: "silent", ...more },
  });
}

/** Runs a command to its end. */
export async function runCommand(
  ...command: Parameters<typeof startCommand>
): Promise<{ status: number | null; output: string }> {
  const child = startCommand(...command);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      output += String(chunk);
    });
  }
  await once(child, "close");
  return { status: child.exitCode, output };
}

/** A store of a shop, opened beside its process until the test ends. */
export function openBeside(data: string, name: string, timeout: number): Connection {
  const store = openStoreFile(storeFile(data, name), { timeout });
  onTestFinished(() => void store.close());
  return store;
}
