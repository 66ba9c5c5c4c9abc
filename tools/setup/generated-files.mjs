/** Generated files: each is generated again when its inputs have changed. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { services } from "../../packages/kit/src/services.mjs";
import { root } from "../host/shop.mjs";
import { say, withProgress } from "../host/terminal.mjs";
import { runNode, runNpm } from "./run.mjs";

const stamps = path.join(root, "node_modules", ".cache", "hansa");
const madeFolders = new Set(["node_modules", "generated", "dist"]);

/**
 * Something made from files of ours.
 * @typedef {{ name: string, inputs: () => string[], outputs: () => string[], make: () => Promise<void> }} Made
 */

const schemas = () => services.map(({ name }) => `subgraphs/${name}/schema.graphql`);

const operations = () =>
  ["lab/client/documents", "examples", "router/playground"]
    .flatMap(filesIn)
    .filter((file) => /\.(graphql|tsx?)$/.test(file));

/** One supergraph from the subgraphs' schemas. @type {Made} */
export const composition = {
  name: "composition",
  inputs: () => [
    "packages/kit/src/services.mjs",
    ...schemas(),
    "router/nodes.graphql",
    ...filesIn("router/src/compose"),
    ...filesIn("router/src/graph/composition"),
  ],
  outputs: () => ["router/supergraph.graphql", "router/client/schema.graphql", "router/client/possible-types.json"],
  make: () => runNode(["router/src/compose/main.ts"], "the schemas do not compose; see above."),
};

/** Types from the schemas and from the operations of the front ends. @type {Made} */
export const codegen = {
  name: "generated types",
  inputs: () => [
    "codegen.ts",
    "packages/kit/src/services.mjs",
    ...schemas().map((file) => file.replace("schema.graphql", "mappers.json")),
    "router/client/schema.graphql",
    "router/client/scalars.json",
    ...schemas(),
    ...operations(),
  ],
  outputs: () => [
    ...schemas().map((file) => path.join(path.dirname(file), "src", "generated")),
    "lab/client/generated",
    "examples/generated",
  ],
  make: () =>
    runNpm(
      ["exec", "--no", "--", "graphql-codegen", "--config", "codegen.ts"],
      "the types were not generated; see above.",
    ),
};

/** The playground's page, built once so that it needs no other host. @type {Made} */
export const playground = {
  name: "playground",
  inputs: () => filesIn("router/playground").filter((file) => !file.includes("/test/")),
  outputs: () => ["router/playground/dist/index.html"],
  make: () =>
    runNpm(
      ["run", "--silent", "build", "--workspace", "@hansa/playground"],
      "the playground did not build; see above.",
    ),
};

/** @param {string} file */
const isPartOfProgram = (file) => /\.(ts|mjs)$/.test(file) && !/\/test\/|\.test\.ts$|^router\/playground\//.test(file);

/** The programs that `npm start` and the tests run. @type {Made} */
export const programs = {
  name: "programs",
  inputs: () => [
    ...["packages", "subgraphs", "router", "lab", "tools"].flatMap(filesIn).filter(isPartOfProgram),
    "package-lock.json",
  ],
  outputs: () => ["dist-apollo-gateway/apollo-gateway.mjs", "dist/router.mjs"],
  make: () => runNode(["tools/build/main.ts"], "the programs were not built; see above."),
};

/** Makes it if an input changed since the last time, or an output is missing. Answers with whether it did. @param {Made} made @param {boolean} onlyMissing */
export async function generateIfStale(made, onlyMissing) {
  const inputs = made.inputs();
  if (inputs.length === 0) throw new Error(`${made.name} found nothing to be made from.`);

  const stamp = path.join(stamps, made.name);
  const complete = made.outputs().every((output) => existsSync(path.join(root, output)));
  const before = existsSync(stamp) ? readFileSync(stamp, "utf8") : undefined;
  if (complete && (onlyMissing || before === fingerprint(inputs))) return false;

  say(`Set-up: ${made.name}, from ${inputs.length} files`);
  await withProgress(made.make);
  const missing = made.outputs().find((output) => !existsSync(path.join(root, output)));
  if (missing !== undefined) throw new Error(`${made.name} ran, but ${missing} is not there.`);
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, fingerprint(inputs));
  return true;
}

/** @param {string[]} files */
function fingerprint(files) {
  const hash = createHash("sha256");
  for (const file of files)
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(path.join(root, file)))
      .update("\0");
  return hash.digest("hex");
}

/** Every file of ours below a folder, sorted, without what is installed or made. @param {string} folder @returns {string[]} */
function filesIn(folder) {
  if (!existsSync(path.join(root, folder))) return [];
  const entries = readdirSync(path.join(root, folder), { withFileTypes: true });
  return entries
    .flatMap((entry) => {
      const name = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return madeFolders.has(entry.name) ? [] : filesIn(name);
      return [name];
    })
    .sort();
}
