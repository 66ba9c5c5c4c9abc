/** The direction of imports, by dependency-cruiser and the rules in .dependency-cruiser.mjs; and the rings of folders. */
import { existsSync } from "node:fs";
import path from "node:path";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import extractOptions from "dependency-cruiser/config-utl/extract-depcruise-options";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";
import { root } from "../../../../cli/host/shop.mjs";
import { type FileImport, findFolderImports, findFolderRings } from "../../rules/folder-rings.ts";
import type { Findings } from "../../step.ts";

const places = [
  "packages",
  "apps",
  "subgraphs",
  "router/src",
  "router/test",
  "e2e",
  "lab",
  "cli",
  "tools",
  "codegen.ts",
];

/** Follows the imports of a tree of sources, by default of this repository. */
export async function checkImports(base = root): Promise<Findings> {
  const options = await extractOptions(path.join(root, ".dependency-cruiser.mjs"));
  const present = places.filter((place) => existsSync(path.join(base, place)));
  const { output } = await cruise(
    present,
    { ...options, baseDir: base },
    {},
    {
      tsConfig: extractTSConfig(path.join(root, "tsconfig.json")),
    },
  );
  if (typeof output === "string") throw new Error(output);

  const { violations, totalCruised, totalDependenciesCruised = 0 } = output.summary;
  const faults = violations.map(({ from, to, rule }) => `${from} imports ${to}: ${rule.name}`);
  if (totalDependenciesCruised === 0) faults.push("No import was followed.");
  const atRunTime = importsAtRunTime(output);
  faults.push(...findFolderRings(atRunTime));
  const between = findFolderImports(atRunTime).length;
  return {
    looked: totalCruised,
    unit: `modules, ${totalDependenciesCruised} imports, ${between} between folders without rings`,
    faults,
  };
}

/** The imports that stay in the programs; those of types alone do not. */
function importsAtRunTime({ modules }: ICruiseResult): FileImport[] {
  return modules.flatMap(({ source, dependencies }) =>
    dependencies
      .filter(({ dependencyTypes }) => !dependencyTypes.includes("type-only"))
      .map(({ resolved }) => ({ from: source, to: resolved })),
  );
}
