/** The rule of the blocks of services: each file holds the blocks that the list of services gives; one that was edited by hand is a fault. */
import { isDeepStrictEqual } from "node:util";
import { parse, parseDocument } from "yaml";
import { blockFiles } from "../../service-blocks/block-files.ts";
import { readListedServices } from "../../service-blocks/listed-service.ts";
import { missingBlocks, withBlocks } from "../../service-blocks/written-blocks.ts";
import type { Service, Tree } from "./services.ts";

/** Tags of Compose, such as "!reset", are no fault. */
const options = { merge: true, logLevel: "error" } as const;

/** One line for each value in a YAML file that is not that of the list, and for another file whose block is not. */
export function blockFaults(services: readonly Service[], tree: Tree): string[] {
  const listed = readListedServices(services, (folder) => tree.below(folder).length > 0);
  return blockFiles.flatMap((blockFile) => {
    const { file } = blockFile;
    const text = tree.read(file) ?? "";
    const found = file.endsWith(".yml") ? parseDocument(text, options) : undefined;
    const unread = found?.errors.map(({ message }) => `${file}: ${message.split("\n", 1)}`) ?? [];
    const missing = missingBlocks(blockFile, text, listed);
    if (unread.length + missing.length > 0) return [...unread, ...missing];
    const expected = withBlocks(blockFile, text, listed);
    if (text === expected) return [];
    const values = found ? differences(found.toJS(), parse(expected, options), []) : [];
    const places = values.length > 0 ? values : ["a block of services"];
    return places.map((place) => `${file}: ${place} is not what the list of services gives: npm run codegen`);
  });
}

/** The paths inside two values at which they differ. */
function differences(found: unknown, expected: unknown, path: readonly string[]): string[] {
  if (isDeepStrictEqual(found, expected)) return [];
  if (!isMapping(found) || !isMapping(expected)) return path.length === 0 ? [] : [path.join(".")];
  const keys = new Set([...Object.keys(found), ...Object.keys(expected)]);
  return [...keys].flatMap((key) => differences(found[key], expected[key], [...path, key]));
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
