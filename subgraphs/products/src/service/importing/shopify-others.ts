/** Columns of Shopify's CSV that the shop has no place for: each is named in the report, so that nothing is lost in silence. */
import type { CsvRow } from "./csv-rows.ts";
import type { Remark } from "./entries.ts";
import { type Header, readText } from "./shopify-columns.ts";

/** `isGiftCard`: the product is one, which this shop cannot sell. */
export type Others = { notes: Remark[]; isGiftCard: boolean };

/** Looks through the rows of one product. `reported` remembers the columns that were named before: each is named once for a file. */
export function readOthers(rows: readonly CsvRow[], { others }: Header, reported: Set<string>): Others {
  const notes: Remark[] = [];
  let isGiftCard = false;
  for (const { line, cells } of rows) {
    for (const { at, name } of others) {
      const value = readText(cells[at]);
      if (value === "") continue;
      const note = (code: string, message: string) => notes.push({ line, column: name, code, message });
      if (isPolicy(name)) {
        if (/^(continue|true)$/i.test(value))
          note("NO_BACKORDERS", "It is sold while it is in stock: the shop takes no backorders.");
      } else if (isGiftCardColumn(name)) {
        if (/^true$/i.test(value) && !isGiftCard)
          note("GIFT_CARD", "The shop has no gift cards, so the product is a draft.");
        isGiftCard ||= /^true$/i.test(value);
      } else if (!reported.has(name)) {
        reported.add(name);
        note("COLUMN_NOT_READ", "The shop has no place for this column: nothing of it is taken, from this row on.");
      }
    }
  }
  return { notes, isGiftCard };
}

function isPolicy(name: string): boolean {
  return /^(variant inventory policy|continue selling when out of stock)$/i.test(name);
}

function isGiftCardColumn(name: string): boolean {
  return /^gift card$/i.test(name);
}
