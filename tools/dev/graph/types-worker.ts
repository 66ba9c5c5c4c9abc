/** Worker process of the router's task: writes the schema for front ends from the published graph, and generates their types. It prints a line for each fault. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { generate } from "@graphql-codegen/cli";
import { root } from "../../../cli/host/shop.mjs";
import config from "../../../codegen.ts";
import { clientFilesOf } from "../../../router/src/graph/client-files.ts";
import { apiSchemaOf } from "../../../router/src/graph/composition/composition.ts";
import { graphFiles } from "../../../router/src/graph/composition/sources.ts";
import { writeIfChanged } from "../generated-file.ts";

const { client, supergraph } = graphFiles(root);
for (const { name, text } of clientFilesOf(apiSchemaOf(readFileSync(supergraph, "utf8"))))
  writeIfChanged(path.join(client, name), text);

// Each service's task generates its own resolver types.
const targets = Object.entries(config.generates).filter(([target]) => !target.startsWith("subgraphs/"));
for (const [target, options] of targets) {
  try {
    const only = { ...config, generates: { [target]: options }, cwd: root, silent: true, errorsOnly: true };
    const files: { filename: string; content: string }[] = await generate(only, false);
    for (const { filename, content } of files) writeIfChanged(path.resolve(root, filename), content);
  } catch (error) {
    process.stdout.write(`${target}: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
