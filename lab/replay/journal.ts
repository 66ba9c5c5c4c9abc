/** The progress of a replay on disk, so that an interrupted replay can resume. */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { z } from "zod";

const entry = z.union([
  z.strictObject({ sku: z.string(), variantId: z.string() }),
  z.strictObject({ invoice: z.string(), cartId: z.string() }),
  z.strictObject({ invoice: z.string(), order: z.string() }),
  z.strictObject({ cancellation: z.string() }),
]);
type Entry = z.infer<typeof entry>;

export type Journal = {
  /** Ids of the variants that are priced, stocked and published, by sku. */
  variants: Map<string, string>;
  /** The cart of each invoice that was begun. */
  carts: Map<string, string>;
  /** The order number of each invoice that was placed. */
  orders: Map<string, string>;
  /** The cancellations that were performed, by name. */
  cancelled: Set<string>;
  note(entry: Entry): void;
};

/** Reads the journal in this file; an empty one if there is none. */
export function openJournal(file: string): Journal {
  const journal: Journal = {
    variants: new Map(),
    carts: new Map(),
    orders: new Map(),
    cancelled: new Set(),
    note: (noted) => {
      appendFileSync(file, `${JSON.stringify(noted)}\n`);
      remember(journal, noted);
    },
  };
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  // Text behind the last line break was cut off during a write, and no step relied on it.
  const lines = text.split("\n").slice(0, -1);
  for (const line of lines) remember(journal, entry.parse(JSON.parse(line)));
  return journal;
}

function remember({ variants, carts, orders, cancelled }: Journal, noted: Entry): void {
  if ("sku" in noted) variants.set(noted.sku, noted.variantId);
  else if ("cartId" in noted) carts.set(noted.invoice, noted.cartId);
  else if ("cancellation" in noted) cancelled.add(noted.cancellation);
  else orders.set(noted.invoice, noted.order);
}
