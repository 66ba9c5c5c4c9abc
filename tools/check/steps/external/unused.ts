/** Unused files, exports, types and dependencies, by knip. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { installed, runNode } from "../../run.ts";
import type { Findings } from "../../step.ts";

export async function checkUnused(): Promise<Findings> {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-knip-"));
  const counted = path.join(folder, "counted");
  try {
    const { code, output } = await runNode([
      installed("knip", "bin", "knip.js"),
      "--no-progress",
      // Generated files are not in Git, but what they import is used.
      "--no-gitignore",
      "--treat-config-hints-as-errors",
      "--reporter=symbols",
      "--reporter=./tools/check/knip-count.mjs",
      `--reporter-options=${JSON.stringify({ file: counted })}`,
    ]);
    const looked = existsSync(counted) ? Number(readFileSync(counted, "utf8")) : 0;
    return { looked, unit: "files", faults: code === 0 ? [] : [output] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
