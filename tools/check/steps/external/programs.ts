/** Steps that run a program: Biome, the composition of the supergraph, and knip. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { schemaFiles } from "../../files.ts";
import { installed, runNode } from "../../run.ts";
import type { Findings } from "../../step.ts";

/** Format and lint, by Biome. */
export async function checkFormat(): Promise<Findings> {
  const biome = installed("@biomejs", "biome", "bin", "biome");
  const { code, output } = await runNode([biome, "ci", "--error-on-warnings", "--max-diagnostics=50", "--colors=off"]);
  const looked = Number(output.match(/Checked (\d+) files/)?.[1] ?? 0);
  return { looked, unit: "files", faults: code === 0 ? [] : [output, "npm run format mends what can be mended."] };
}

/** The schemas compose without a hint, and the committed supergraph is up to date. */
export async function checkComposition(): Promise<Findings> {
  const { code, output } = await runNode(["router/src/compose/main.ts", "--check"]);
  if (code !== 0) return { looked: schemaFiles().length, unit: "schemas", faults: [output] };
  return { looked: Number(output.match(/^compose: (\d+) subgraphs/m)?.[1] ?? 0), unit: "subgraphs", faults: [] };
}

/** Unused files, exports, types and dependencies, by knip. */
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
