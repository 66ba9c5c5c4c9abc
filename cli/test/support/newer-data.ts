/** Data of a newer format, and a command that must refuse them. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { dataFormat, formatFile } from "@hansa/kit/store";
import { expect, inject } from "vitest";
import { processFolder, root } from "../../host/shop.mjs";

export const says = `has data of format ${dataFormat + 1}, and this version of Hansa knows ${dataFormat}`;

/** A data folder in which these processes have data of a newer version, which keeps its stores elsewhere. */
export function newerData(name: string, processes: readonly string[]): string {
  const data = path.join(inject("shopFolders"), `newer-${process.pid}-${name}`);
  for (const process of processes) {
    const folder = processFolder(data, process);
    mkdirSync(path.join(folder, "tables"), { recursive: true });
    writeFileSync(path.join(folder, formatFile), `${dataFormat + 1}\n`);
    writeFileSync(path.join(folder, "tables/1"), "rows");
  }
  return data;
}

export const filesOf = (data: string) =>
  readdirSync(data, { recursive: true, encoding: "utf8" })
    .filter((name) => path.basename(name) !== "running.pid")
    .sort();

export function runNode(args: readonly string[], data: string, variables = {}, cwd = root) {
  const env = { ...process.env, HANSA_DATA: data, HANSA_PORT: "24180", ...variables };
  // A process that begins a shop would never end.
  const limits = { timeout: 120_000, killSignal: "SIGKILL" } as const;
  const options = { cwd, env, encoding: "utf8", input: "", ...limits } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, options);
  return { status, output: stdout + stderr };
}

const argumentsOf: Readonly<Record<string, readonly string[]>> = {
  backup: ["new-backup"],
  restore: ["no-backup", "--set-aside"],
  move: ["--to", "pg"],
  reset: ["--yes"],
  follow: ["--order", "100001"],
  "admin create": ["--email", "owner@kontor.example"],
};

/** Runs a command of an owner on such data: it says so in one line, and leaves them as they are. */
export function expectRefusal(name: string): void {
  const data = newerData(name.replace(" ", "-"), ["orders", "users"]);
  const before = filesOf(data);
  const args = ["cli/hansa.cjs", ...name.split(" "), ...(argumentsOf[name] ?? [])];
  const { status, output } = runNode(args, data);
  expect(status, output).toBeGreaterThan(0);
  expect(output).toContain(says);
  expect(output.trim().split("\n")).toHaveLength(1);
  expect(filesOf(data)).toEqual(before);
}
