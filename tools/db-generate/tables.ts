/** The tables of a store, as the configuration of drizzle-kit in its folder names them. */
import path from "node:path";
import { pathToFileURL } from "node:url";

export async function tablesOf(folder: string): Promise<Readonly<Record<string, unknown>>> {
  const { default: config } = await importFile(path.join(folder, "drizzle.config.ts"));
  return importFile(path.join(folder, config.schema));
}

function importFile(file: string) {
  return import(pathToFileURL(file).href);
}
