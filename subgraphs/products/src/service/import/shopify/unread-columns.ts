/** Columns of Shopify's CSV that are not read: each is reported, so that no data is lost silently. */

import type { Finding } from "../file/entries.ts";
import type { CsvRow } from "../text/csv-rows.ts";
import { type Header, readText } from "./columns.ts";

/** `isGiftCard`: the product is a gift card, which this shop cannot sell. */
export type UnreadColumns = { notes: Finding[]; isGiftCard: boolean };

/** Reports unread columns with content. `reported` has the columns already reported: once per file. */
export function readUnreadColumns(rows: readonly CsvRow[], { others }: Header, reported: Set<string>): UnreadColumns {
  const notes: Finding[] = [];
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
