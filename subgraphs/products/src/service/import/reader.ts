/** Reader of import files in either format: entries with all checks that need no access to the store. */
import type { ImportJobRow } from "../../store/import/tables.ts";
import type { Entry, Finding, ReaderOptions } from "./file/entries.ts";
import { checkCollection, checkFacet, checkPlacements } from "./file/placement-checks.ts";
import { checkProduct } from "./file/product-checks.ts";
import { readJsonFile } from "./json/reader.ts";
import { findNotation } from "./shopify/notation.ts";
import { readShopifyFile } from "./shopify/reader.ts";
import { withSafeTexts } from "./text/safe-texts.ts";

/** Reads the entries of a file from the start, each time that it is called. */
export type EntryReader = () => AsyncGenerator<Entry>;

type FileOptions = Pick<
  ImportJobRow,
  "kind" | "format" | "currency" | "withoutStock" | "encoding" | "separator" | "decimalSign"
>;

/** Opens a file for a shop with these currencies and this calendar, in a process with other work. Throws UnreadableFile if the format is wrong. */
export async function openEntries(
  file: string,
  { kind, format, currency, withoutStock, ...given }: FileOptions,
  shop: Pick<ReaderOptions, "currencies" | "calendar" | "yieldToEventLoop">,
): Promise<EntryReader> {
  const reading = { kind, currency, withoutStock, ...shop };
  if (format === "JSON_LINES") return () => checkEntries(readJsonFile(file, reading));
  const notation = await findNotation(file, given, reading);
  return () => checkEntries(readShopifyFile(file, reading, notation));
}

async function* checkEntries(entries: AsyncGenerator<Entry>): AsyncGenerator<Entry> {
  for await (const read of entries) {
    const entry = withSafeTexts(read);
    entry.problems.push(...entry.contents.flatMap((content) => checkContent(content, entry.line)));
    yield entry;
  }
}

function checkContent(content: Entry["contents"][number], line: number): Finding[] {
  if (content.kind === "product") return [...checkProduct(content.product), ...checkPlacements(content.product)];
  if (content.kind === "collection") return checkCollection(content.collection, line);
  return content.kind === "facet" ? checkFacet(content.facet, line) : [];
}
