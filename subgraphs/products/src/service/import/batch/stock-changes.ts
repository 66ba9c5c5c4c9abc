/** Difference between the stock in a file and in the shop, and the reasons to refuse it. */

import type { VariantRow } from "../../../store/catalogue/tables.ts";
import { maxOnHand } from "../../../store/reservations/stock.ts";
import type { PricesAndStock } from "../file/entries.ts";
import type { Fault } from "../text/amounts.ts";
import type { ExistingProducts } from "./existing.ts";

/** `COUNT`: the purpose of the file is stock. `CATALOGUE`: stock is one of many columns and may be outdated. */
type Purpose = "COUNT" | "CATALOGUE";

/**
 * Returns the change of the units on hand. A file exported from this shop has the units of that day, so only its difference to them applies.
 * Another catalogue applies only if it differs from the import before it; a count always applies.
 */
export function computeStockDelta(
  { levels, importedStock }: Pick<ExistingProducts, "levels" | "importedStock">,
  before: VariantRow | undefined,
  { stock, exportedStock }: Pick<PricesAndStock, "stock" | "exportedStock">,
  purpose: Purpose,
): number {
  if (stock === undefined) return 0;
  const level = before && levels.get(before.id);
  if (!before || !level) return stock;
  if (exportedStock !== undefined) return stock - exportedStock;
  return purpose === "CATALOGUE" && importedStock.get(before.id) === stock ? 0 : stock - level.onHand;
}

/** Returns the reason to refuse the stock: fewer units than reserved, or more than the maximum. */
export function findStockFault(
  known: Pick<ExistingProducts, "levels" | "importedStock">,
  before: VariantRow | undefined,
  values: Pick<PricesAndStock, "stock" | "exportedStock">,
  purpose: Purpose,
): Fault | undefined {
  const { onHand = 0, reserved = 0 } = (before && known.levels.get(before.id)) ?? {};
  const delta = computeStockDelta(known, before, values, purpose);
  if (onHand + delta > maxOnHand)
    return { code: "TOO_LARGE", message: `At most ${maxOnHand} units of a variant are counted.` };
  if (delta === 0 || onHand + delta >= reserved) return undefined;
  const message = `Of ${onHand} units on hand, ${reserved} are reserved for customers, so at most ${onHand - reserved} can be taken away.`;
  return { code: "RESERVED", message };
}
