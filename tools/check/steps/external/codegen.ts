/** Generated types: the files on disk equal those that the current schemas and operations generate. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { generate, loadCodegenConfig } from "@graphql-codegen/cli";
import { root, storefront } from "../../../../cli/host/shop.mjs";
import type { Findings } from "../../step.ts";

/** The folders with a configuration: front ends have their own, since they are copied out. */
const folders = ["", storefront.folder, "apps/admin"];

export async function checkCodegen(): Promise<Findings> {
  const checked = await Promise.all(folders.map(checkFolder));
  return {
    looked: checked.reduce((sum, { looked }) => sum + looked, 0),
    unit: "generated files",
    faults: checked.flatMap(({ faults }) => faults),
  };
}

async function checkFolder(folder: string): Promise<{ looked: number; faults: string[] }> {
  const config = path.posix.join(folder, "codegen.ts");
  const loaded = await loadCodegenConfig({ configFilePath: path.join(root, config) });
  if (loaded === null) return { looked: 0, faults: [`${config} was not found.`] };
  const files: { filename: string; content: string }[] = await generate(
    { ...loaded.config, cwd: path.join(root, folder), silent: true, errorsOnly: true },
    false,
  );
  const faults = files.flatMap(({ filename, content }) => {
    const name = path.posix.join(folder, filename);
    const file = path.join(root, name);
    if (!existsSync(file)) return [`${name} is missing: npm run codegen`];
    return readFileSync(file, "utf8") === content ? [] : [`${name} is not what the schemas give: npm run codegen`];
  });
  return { looked: files.length, faults };
}
