/** The entries of a file in either format, each checked as far as it can be without asking the shop. */
import type { ImportJobRow } from "../../store/import-tables.ts";
import { checkProduct } from "./checking.ts";
import { checkCollection, checkFacet, checkPlacesOf } from "./checking-places.ts";
import type { Entry, Remark } from "./entries.ts";
import { readJsonFile } from "./json-file.ts";
import { withSafeTexts } from "./safe-texts.ts";
import { readShopifyFile } from "./shopify-file.ts";

/** Reads a file from its beginning, for a shop that sells in `currencies`. Throws UnreadableFile where it is not what it was said to be. */
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

function checkContent(content: Entry["contents"][number], line: number): Remark[] {
  if (content.kind === "product") return [...checkProduct(content.product), ...checkPlacesOf(content.product)];
  if (content.kind === "collection") return checkCollection(content.collection, line);
  return content.kind === "facet" ? checkFacet(content.facet, line) : [];
}
