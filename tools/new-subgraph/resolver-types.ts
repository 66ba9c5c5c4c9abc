/** Generates the resolver types of one subgraph. A process of its own, because it reads the list of services anew. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { generate } from "@graphql-codegen/cli";
import config from "../../codegen.ts";
import { root } from "../host/shop.mjs";

const [name = ""] = process.argv.slice(2);
const file = `subgraphs/${name}/src/generated/resolvers.ts`;
const output = config.generates[file];
if (output === undefined) throw new Error(`codegen.ts does not generate ${file}`);

const generated: { filename: string; content: string }[] = await generate(
  { ...config, generates: { [file]: output }, cwd: root, silent: true, errorsOnly: true },
  false,
);
for (const { filename, content } of generated) {
  mkdirSync(path.dirname(path.resolve(root, filename)), { recursive: true });
  writeFileSync(path.resolve(root, filename), content);
}
