/** Difference between the stock in a file and in the shop, and the reasons to refuse it. */

import type { VariantRow } from "../../../store/catalogue/tables.ts";
import type { ImportedStock } from "../../../store/import/imported-stock.ts";
import { maxOnHand } from "../../../store/reservations/stock.ts";
import type { FileStock } from "../file/entries.ts";
import type { Fault } from "../text/amounts.ts";
import type { ExistingProducts } from "./existing.ts";

/** `COUNT`: the purpose of the file is stock. `CATALOGUE`: stock is one of many columns and may be outdated. */
type Purpose = "COUNT" | "CATALOGUE";
type Known = Pick<ExistingProducts, "levels" | "importedStock">;

/**
 * Returns the change of the units on hand. A file exported from this shop has the units of that day, so only its difference to them applies.
 * Another catalogue applies only if it differs from the import before it; a count always applies.
 */
export function computeStockDelta(
  { levels, importedStock }: Known,
  before: VariantRow | undefined,
  file: FileStock,
  purpose: Purpose,
): number {
  const { stock, exportedStock, isForSale } = file;
  if (stock === undefined) return 0;
  const level = before && levels.get(before.id);
  if (!before || !level) return stock;
  if (exportedStock !== undefined) return stock - exportedStock;
  const last = importedStock.get(before.id);
  const isSame = last !== undefined && stock === (isForSale ? last.onHand - last.committed : last.onHand);
  return purpose === "CATALOGUE" && isSame ? 0 : shelfOf(stock, isForSale, level.committed) - level.onHand;
}

/** The units of a file as they are stored, to recognise the same file later; undefined if it has none. */
export function importedStockOf(
  { levels }: Pick<Known, "levels">,
  variantId: string,
  { stock, isForSale }: FileStock,
): ImportedStock | undefined {
  if (stock === undefined) return undefined;
  const { committed } = levels.get(variantId) ?? { committed: 0 };
  return { variantId, onHand: shelfOf(stock, isForSale, committed), committed };
}

/** Returns the reason to refuse the stock: fewer units than committed, or more than the maximum. */
export function findStockFault(
  known: Known,
  before: VariantRow | undefined,
  file: FileStock,
  purpose: Purpose,
): Fault | undefined {
  const { onHand = 0, committed = 0 } = (before && known.levels.get(before.id)) ?? {};
  const delta = computeStockDelta(known, before, file, purpose);
  if (onHand + delta > maxOnHand)
    return { code: "TOO_LARGE", message: `At most ${maxOnHand} units of a variant are counted.` };
  if (delta === 0 || onHand + delta >= committed) return undefined;
  const message = `Of ${onHand} units on hand, ${committed} are sold and not sent yet, so at most ${onHand - committed} can be taken away.`;
  return { code: "COMMITTED", message };
}

/** The units on the shelf: committed ones are there beside those for sale. */
function shelfOf(stock: number, isForSale: boolean, committed: number): number {
  return isForSale ? stock + committed : stock;
}
