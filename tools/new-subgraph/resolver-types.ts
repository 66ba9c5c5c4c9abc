/** Generates the resolver types of one subgraph. A process of its own, because it reads the list of services anew. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { generate } from "@graphql-codegen/cli";
import { root } from "../../cli/host/shop.mjs";
import config from "../../codegen.ts";

const [name = ""] = process.argv.slice(2);
const target = `subgraphs/${name}/src/generated/resolvers.ts`;
const output = config.generates[target];
if (output === undefined) throw new Error(`codegen.ts does not generate ${target}`);

const only = { ...config, generates: { [target]: output }, cwd: root, silent: true, errorsOnly: true };
const files: { filename: string; content: string }[] = await generate(only, false);
for (const { filename, content } of files) {
  const file = path.resolve(root, filename);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}
