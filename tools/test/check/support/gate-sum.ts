/** Sums of the gate over invented parts. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inject } from "vitest";
import { root } from "../../../../cli/host/shop.mjs";

export type Part = {
  exit?: number;
  report?: object;
  log?: string;
  drawn?: string[];
  isLate?: boolean;
  start?: string;
  end?: string;
};
export type Sum = { lines: string[]; code: number | null };

/** The lines of the sum of these parts, and its exit code; parts that ran again belong to others. */
export function sumOf(parts: Record<string, Part>): Sum {
  const folder = newFolder();
  for (const [named, { exit, report, log, drawn, isLate, start, end }] of Object.entries(parts)) {
    const file = path.join(folder, named.replace(/[!?]$/, ""));
    if (exit !== undefined) writeFileSync(`${file}.exit`, `${exit}\n`);
    if (report !== undefined) writeFileSync(`${file}.json`, JSON.stringify(report));
    if (log !== undefined) writeFileSync(`${file}.log`, log);
    if (drawn !== undefined) writeFileSync(`${file}.drawn`, drawn.map((line) => `${line}\n`).join(""));
    if (isLate) writeFileSync(`${file}.late`, "");
    if (start !== undefined) writeFileSync(`${file}.start`, start);
    if (end !== undefined) writeFileSync(`${file}.end`, end);
  }
  return addUp(
    folder,
    Object.keys(parts).filter((name) => !/\.again-|^gate$/.test(name)),
  );
}

export function addUp(folder: string, parts: readonly string[]): Sum {
  const line = [path.join(root, ".ci/totals.mjs"), folder, ...parts];
  const { stdout, status } = spawnSync(process.execPath, line, { encoding: "utf8" });
  return { lines: stdout.trim().split("\n"), code: status };
}

export function newFolder(): string {
  return mkdtempSync(path.join(inject("shopFolders"), "reports-"));
}

/** A file of a report of Vitest, with tests of these states. */
export function fileOf(name: string, states: readonly string[]) {
  const assertionResults = states.map((status, index) => ({
    status,
    fullName: `promise ${index + 1}`,
    failureMessages: status === "failed" ? ["Error: too late"] : [],
  }));
  return {
    status: states.includes("failed") ? "failed" : "passed",
    name: `/clone/${name}`,
    message: "",
    assertionResults,
  };
}
