/** Generated types: the files on disk equal those that the current schemas and operations generate. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { generate, loadCodegenConfig } from "@graphql-codegen/cli";
import { root } from "../../../../cli/host/shop.mjs";
import type { Findings } from "../../step.ts";

export async function checkCodegen(): Promise<Findings> {
  const loaded = await loadCodegenConfig({ configFilePath: path.join(root, "codegen.ts") });
  if (loaded === null) return { looked: 0, unit: "files", faults: ["codegen.ts was not found."] };
  const files: { filename: string; content: string }[] = await generate(
    { ...loaded.config, cwd: root, silent: true, errorsOnly: true },
    false,
  );
  const faults = files.flatMap(({ filename, content }) => {
    const file = path.resolve(root, filename);
    if (!existsSync(file)) return [`${filename} is missing: npm run codegen`];
    return readFileSync(file, "utf8") === content ? [] : [`${filename} is not what the schemas give: npm run codegen`];
  });
  return { looked: files.length, unit: "generated files", faults };
}
