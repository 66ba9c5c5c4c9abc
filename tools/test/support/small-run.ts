/** A run of Vitest over a few made-up files, whose reporters are the subject. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { onTestFinished } from "vitest";
import { root } from "../../../cli/host/shop.mjs";

export type SmallRun = { status: number | null; lines: string[]; pathOf(file: string): string };

/** Runs the files, texts by name, with `config`, a module whose "@" stands for the top folder, and answers with the lines on standard error. */
export function runSmall(config: string, files: Readonly<Record<string, string>>): SmallRun {
  // In the checkout, so that the files find their packages.
  const parent = path.join(root, "node_modules", ".cache");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(path.join(parent, "small-run-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(path.join(folder, "vitest.config.ts"), config.replaceAll("@/", `${root}/`));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);

  const program = path.join(root, "node_modules/vitest/vitest.mjs");
  const { stderr, status } = spawnSync(process.execPath, [program, "run"], { cwd: folder, encoding: "utf8" });
  const pathOf = (file: string) => path.relative(root, path.join(folder, file));
  return { status, lines: stderr.trim().split("\n"), pathOf };
}
