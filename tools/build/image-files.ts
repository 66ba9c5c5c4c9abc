/** The files that an image holds: its program, built alone, and what this program reads. */
import { cpSync, existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { nativePackages } from "../../cli/host/build/bundle.ts";
import { officeFolder, root, type Service, services } from "../../cli/host/shop.mjs";

/** In the folder of a process; each has some of them. */
const ofProcess = [
  ...["dist", "schema.graphql", "templates"],
  ...["supergraph.graphql", "nodes.graphql", "playground/dist"],
];

/** Functions that a store on PostgreSQL makes in its database at each start. */
const prelude = "packages/kit/src/store/engine/pg/prelude.sql";

/** Beside the program with the commands of an owner; each process has some of those at the end. */
const ofCommands = [
  ...["package.json", "cli/dist", "cli/demo/catalogue.jsonl", "cli/demo/pictures"],
  ...["router/nodes.graphql", "router/supergraph.graphql", "docs/contributors/approved-changes.md"],
];

/** The back office, which the router serves. */
const office = path.relative(root, officeFolder);

/** The files and folders of the image of a process, from the top folder, without packages. */
export function processFiles({ folder, name, stores }: Service): string[] {
  const all = [...ofProcess.map((file) => `${folder}/${file}`), ...(name === "router" ? [office] : [])];
  const own = all.filter((file) => existsSync(path.join(root, file)));
  return [...own, ...stores.flatMap(migrationsOf), ...(stores.length > 0 ? [prelude] : [])];
}

/** The files and folders of the image with the commands of an owner, from the top folder, without packages. */
export function commandFiles(): string[] {
  const migrations = services.flatMap(({ stores }) => stores.flatMap(migrationsOf));
  const others = services.flatMap(({ folder }) => [`${folder}/schema.graphql`, `${folder}/templates`]);
  return [...ofCommands, prelude, ...migrations, ...others.filter((file) => existsSync(path.join(root, file)))];
}

/** Those of SQLite, and of PostgreSQL. */
function migrationsOf({ migrations }: Service["stores"][number]): string[] {
  return [migrations, `${migrations}-pg`];
}

/** Copies these files, and the packages with a binary that the built program in `program` loads, below `target`. */
export function copyImageFiles(files: readonly string[], program: string, target: string): void {
  const built = globSync("**/*.mjs", { cwd: path.join(root, program) });
  const text = built.map((name) => readFileSync(path.join(root, program, name), "utf8")).join("\n");
  const packages = nativePackages
    .filter(({ name }) => text.includes(`from "${name}"`) || text.includes(`import("${name}")`))
    .flatMap((pack) => pack.files);
  for (const file of [...files, ...packages.map((name) => `node_modules/${name}`)])
    cpSync(path.join(root, file), path.join(target, file), { recursive: true });
}
