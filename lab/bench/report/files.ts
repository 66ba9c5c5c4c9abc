/** The files of a run in `lab/bench/results/`: its figures as JSON and its tables as Markdown. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { root } from "../../../cli/host/shop.mjs";
import { say } from "../../../cli/host/terminal.mjs";

/** Writes both files. */
export function writeResults(text: string, measurements: object): void {
  const folder = path.join(root, "lab/bench/results");
  const startedAt = new Date().toISOString();
  const name = startedAt.slice(0, 16).replaceAll(":", "");
  const commit = execFileSync("git", ["rev-parse", "HEAD"], { cwd: root, encoding: "utf8" }).trim();
  const machine = `${availableParallelism()} cores, Node ${process.versions.node}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, `${name}.json`),
    JSON.stringify({ startedAt, commit, machine, ...measurements }, undefined, 1),
  );
  writeFileSync(
    path.join(folder, `${name}.md`),
    `# Benchmark of ${startedAt.slice(0, 10)}\n\nCommit ${commit.slice(0, 12)}, ${machine}.\n\n${text}\n`,
  );
  say(`Written: lab/bench/results/${name}.json and .md`);
}
