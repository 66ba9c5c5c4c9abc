/** Reader of import files in either format: entries with all checks that need no access to the store. */
import type { ImportJobRow } from "../../store/import/tables.ts";
import type { Entry, Finding } from "./file/entries.ts";
import { checkCollection, checkFacet, checkPlacements } from "./file/placement-checks.ts";
import { checkProduct } from "./file/product-checks.ts";
import { readJsonFile } from "./json/reader.ts";
import { readShopifyFile } from "./shopify/reader.ts";
import { withSafeTexts } from "./text/safe-texts.ts";

/** Reads a file from the start, for a shop with these currencies. Throws UnreadableFile if the format is wrong. */
export async function* readEntries(
  file: string,
  { kind, format, currency, withoutStock }: Pick<ImportJobRow, "kind" | "format" | "currency" | "withoutStock">,
  currencies: readonly string[],
): AsyncGenerator<Entry> {
  const reading = { kind, currency, currencies, withoutStock };
  const entries = format === "SHOPIFY_CSV" ? readShopifyFile(file, reading) : readJsonFile(file, reading);
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
