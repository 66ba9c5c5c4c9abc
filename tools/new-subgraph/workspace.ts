/** A subgraph as an npm workspace: its manifest, its entries in the lock file and its link, made as npm makes them but without a registry. */
import { lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { root } from "../../cli/host/shop.mjs";
import type { SharedFile } from "./shared-file.ts";

/** The dependencies of the template, in the versions of users. */
const dependencyNames = ["@apollo/server", "@hansa/contracts", "@hansa/kit", "drizzle-orm", "graphql"];

/** The scripts that every subgraph has, in the form of users. */
const scriptNames = ["build", "dev", "start", "test", "typecheck"];

const manifestSchema = z.object({
  version: z.string(),
  license: z.string(),
  engines: z.object({ node: z.string() }),
  dependencies: z.record(z.string(), z.string()),
  scripts: z.record(z.string(), z.string()).default({}),
});
type Manifest = z.infer<typeof manifestSchema>;

/** The manifest of a new subgraph, as text. */
export function manifestOf(name: string): string {
  const { version, license, engines, dependencies, scripts } = modelManifest();
  return asJson({
    name: `@hansa/${name}`,
    version,
    private: true,
    license,
    type: "module",
    engines,
    scripts: Object.fromEntries(
      scriptNames.flatMap((script) => {
        const command = scripts[script];
        return command === undefined ? [] : [[script, command.replaceAll("users", name)]];
      }),
    ),
    dependencies,
  });
}

/** The manifest of users with the dependencies of the template alone. */
function modelManifest(): Manifest {
  const model = manifestSchema.parse(JSON.parse(readFileSync(path.join(root, "subgraphs/users/package.json"), "utf8")));
  const dependencies = Object.fromEntries(
    dependencyNames.map((name) => {
      const version = model.dependencies[name];
      if (version === undefined) throw new Error(`subgraphs/users/package.json does not depend on ${name}`);
      return [name, version];
    }),
  );
  return { ...model, dependencies };
}

const objectSchema = z.record(z.string(), z.unknown());

/** npm sorts the packages by their folders. */
export const lockFile: SharedFile = {
  file: "package-lock.json",
  add: (text, { name }) => {
    const { version, license, dependencies, engines } = modelManifest();
    return withPackages(text, (packages) => ({
      ...packages,
      [`node_modules/@hansa/${name}`]: { resolved: `subgraphs/${name}`, link: true },
      [`subgraphs/${name}`]: { name: `@hansa/${name}`, version, license, dependencies, engines },
    }));
  },
  remove: (text, name) =>
    withPackages(text, (packages) => {
      const { [`node_modules/@hansa/${name}`]: _link, [`subgraphs/${name}`]: _workspace, ...rest } = packages;
      return rest;
    }),
};

function withPackages(text: string, change: (packages: Record<string, unknown>) => Record<string, unknown>): string {
  const lock = objectSchema.parse(JSON.parse(text));
  const sorted = Object.entries(change(objectSchema.parse(lock.packages))).sort(([one], [other]) =>
    one.localeCompare(other, "en"),
  );
  return asJson({ ...lock, packages: Object.fromEntries(sorted) });
}

/** Links the workspace into `node_modules`, as npm does. */
export function linkWorkspace(name: string): void {
  const link = linkOf(name);
  mkdirSync(path.dirname(link), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(path.join("..", "..", "subgraphs", name), link);
}

/** Removes the link; other files of npm stay. */
export function unlinkWorkspace(name: string): void {
  const link = linkOf(name);
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(link);
}

function linkOf(name: string): string {
  return path.join(root, "node_modules", "@hansa", name);
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
