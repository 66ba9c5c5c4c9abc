/** Format and lint, by Biome. */
import { installed, runNode } from "../../run.ts";
import type { Findings } from "../../step.ts";

export async function checkFormat(): Promise<Findings> {
  const biome = installed("@biomejs", "biome", "bin", "biome");
  const { code, output } = await runNode([biome, "ci", "--error-on-warnings", "--max-diagnostics=50", "--colors=off"]);
  const looked = Number(output.match(/Checked (\d+) files/)?.[1] ?? 0);
  return { looked, unit: "files", faults: code === 0 ? [] : [output, "npm run format mends what can be mended."] };
}
