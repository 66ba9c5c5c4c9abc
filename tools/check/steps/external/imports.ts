/** The direction of imports, by dependency-cruiser and the rules in .dependency-cruiser.mjs; the rings of folders, and what manifests name. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import extractOptions from "dependency-cruiser/config-utl/extract-depcruise-options";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";
import { z } from "zod";
import { root } from "../../../../cli/host/shop.mjs";
import { type FileImport, findFolderImports, findFolderRings } from "../../rules/folder-rings.ts";
import { findUnnamedImports, readWorkspaces } from "../../rules/manifests.ts";
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
  faults.push(...findUnnamedImports(importsOfOurs(output), readWorkspaces(base), readGlobals()));
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

/** The imports of files of ours, those of types too; packages of others are left to knip. */
function importsOfOurs({ modules }: ICruiseResult): FileImport[] {
  return modules.flatMap(({ source, dependencies }) =>
    dependencies
      .filter(({ coreModule, couldNotResolve, resolved }) => {
        return !coreModule && !couldNotResolve && !/(^|\/)node_modules\//.test(resolved);
      })
      .map(({ resolved }) => ({ from: source, to: resolved })),
  );
}

/** The files of the top folder that turbo counts as inputs of every task. */
function readGlobals(): string[] {
  const turbo: unknown = JSON.parse(readFileSync(path.join(root, "turbo.json"), "utf8"));
  return z.object({ globalDependencies: z.array(z.string()) }).parse(turbo).globalDependencies;
}
