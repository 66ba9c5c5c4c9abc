/** Licences: LICENSE lists exactly the packages under the Elastic License 2.0 and the files that import them. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { root } from "../../../cli/host/shop.mjs";
import { codeFiles, filesBelow } from "../files.ts";
import { compareLicences } from "../rules/licences.ts";
import type { Findings } from "../step.ts";

const entry = z.object({
  license: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
});
const lockFile = z.object({ packages: z.record(z.string(), entry) });

export function checkLicences(): Findings {
  const { packages } = lockFile.parse(JSON.parse(read("package-lock.json")));
  const examples = filesBelow("docs/front-ends/examples").filter((file) => /\.(ts|tsx|mjs)$/.test(file));
  const files = [...codeFiles(), ...examples];
  const { looked, faults } = compareLicences({ licence: read("LICENSE"), locked: packages, files }, read);
  return { looked, unit: `importing files of ${files.length}`, faults };
}

function read(file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}
