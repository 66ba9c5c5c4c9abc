/** The resolver types of one subgraph, generated from its schema and its mappers. */
import path from "node:path";
import { generate } from "@graphql-codegen/cli";
import { root } from "../../../cli/host/shop.mjs";
import config from "../../../codegen.ts";
import { writeIfChanged } from "../generated-file.ts";

/** Writes the file of the types, if they have changed. */
export async function generateResolverTypes(name: string): Promise<void> {
  const target = `subgraphs/${name}/src/generated/resolvers.ts`;
  const output = config.generates[target];
  if (output === undefined) throw new Error(`codegen.ts does not generate ${target}`);

  const generated: { filename: string; content: string }[] = await generate(
    { ...config, generates: { [target]: output }, cwd: root, silent: true, errorsOnly: true },
    false,
  );
  for (const { filename, content } of generated) {
    writeIfChanged(path.resolve(root, filename), content);
  }
}
