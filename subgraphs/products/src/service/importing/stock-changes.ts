/** Stock in a file against stock in the shop: which units it adds or takes away, and when it cannot. */
import { mostOnHand } from "../../store/stock.ts";
import type { VariantRow } from "../../store/tables.ts";
import type { Fault } from "./amounts.ts";
import type { Figures } from "./entries.ts";
import type { Known } from "./known.ts";

/** `COUNT`: the file was made to count stock. `CATALOGUE`: stock is one column among others, and may be old. */
type Purpose = "COUNT" | "CATALOGUE";

/**
 * How many units the import adds to those on hand. A file that was exported here names the units of that day, and what it changed of them is
 * done to those of today. Another catalogue counts where it says something else than the one before it; a count always counts.
 */
export function stockDelta(
  { levels, importedStock }: Pick<Known, "levels" | "importedStock">,
  before: VariantRow | undefined,
  { stock, exportedStock }: Pick<Figures, "stock" | "exportedStock">,
  purpose: Purpose,
): number {
  if (stock === undefined) return 0;
  const level = before && levels.get(before.id);
  if (!before || !level) return stock;
  if (exportedStock !== undefined) return stock - exportedStock;
  return purpose === "CATALOGUE" && importedStock.get(before.id) === stock ? 0 : stock - level.onHand;
}

/** Why the stock of a variant cannot become what the file says: fewer units than are reserved, or more than are counted. */
export function stockFault(
  known: Pick<Known, "levels" | "importedStock">,
  before: VariantRow | undefined,
  figures: Pick<Figures, "stock" | "exportedStock">,
  purpose: Purpose,
): Fault | undefined {
  const { onHand = 0, reserved = 0 } = (before && known.levels.get(before.id)) ?? {};
  const delta = stockDelta(known, before, figures, purpose);
  if (onHand + delta > mostOnHand)
    return { code: "TOO_LARGE", message: `At most ${mostOnHand} units of a variant are counted.` };
  if (delta === 0 || onHand + delta >= reserved) return undefined;
  const message = `Of ${onHand} units on hand, ${reserved} are reserved for customers, so at most ${onHand - reserved} can be taken away.`;
  return { code: "RESERVED", message };
}
