/** The manifest of a new subgraph, an npm workspace: that of users, with the scripts and dependencies that the template needs. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { root } from "../../cli/host/shop.mjs";

const dependencyNames = ["@apollo/server", "@hansa/contracts", "@hansa/kit", "drizzle-orm", "graphql"];
const scriptNames = ["build", "dev", "start", "test", "typecheck"];
const words = z.record(z.string(), z.string());
const manifestSchema = z.object({
  version: z.string(),
  license: z.string(),
  engines: z.object({ node: z.string() }),
  dependencies: words,
  scripts: words,
});

/** The manifest as text. */
export function manifestOf(name: string): string {
  const model = readFileSync(path.join(root, "subgraphs/users/package.json"), "utf8");
  const { version, license, engines, dependencies, scripts } = manifestSchema.parse(JSON.parse(model));
  const manifest = {
    ...{ name: `@hansa/${name}`, version, private: true, license, type: "module", engines },
    scripts: Object.fromEntries(scriptNames.map((script) => [script, scripts[script]?.replaceAll("users", name)])),
    dependencies: Object.fromEntries(dependencyNames.map((dependency) => [dependency, dependencies[dependency]])),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
