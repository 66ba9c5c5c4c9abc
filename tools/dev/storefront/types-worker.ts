/** Worker process of the storefront's task: generates the types of its operations. It prints a line for each fault. */
import path from "node:path";
import { generate } from "@graphql-codegen/cli";
import { root } from "../../../cli/host/shop.mjs";
import config from "../../../codegen.ts";
import { writeIfChanged } from "../generated-file.ts";

const target = "apps/storefront/generated/";
const { [target]: options } = config.generates;
if (options === undefined) throw new Error(`codegen.ts has no ${target}`);
try {
  const only = { ...config, generates: { [target]: options }, cwd: root, silent: true, errorsOnly: true };
  const files: { filename: string; content: string }[] = await generate(only, false);
  for (const { filename, content } of files) writeIfChanged(path.resolve(root, filename), content);
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
}
