/** Shortages: the lines of a request for which a variant has too few units. */
import type { Tx } from "@hansa/kit/store";
import { findStockLevels } from "../../store/reservations/stock.ts";
import type { StockLevelRow, VariantUnits } from "../../store/reservations/tables.ts";

type Shortage = { variantId: string; wanted: number; available: number };

/** Sums the lines of each variant, sorted by variant. */
export function sumByVariant(lines: readonly VariantUnits[]): VariantUnits[] {
  const quantities = new Map<string, number>();
  for (const { variantId, quantity } of lines) quantities.set(variantId, (quantities.get(variantId) ?? 0) + quantity);
  return [...quantities]
    .map(([variantId, quantity]) => ({ variantId, quantity }))
    .sort((a, b) => (a.variantId < b.variantId ? -1 : 1));
}

/** The lines for which a variant has too few units, counted by `unitsOf`. */
export async function findShortages(
  tx: Tx,
  lines: readonly VariantUnits[],
  unitsOf: (level: StockLevelRow | undefined) => number,
): Promise<Shortage[]> {
  const levels = await findStockLevels(
    tx,
    lines.map((line) => line.variantId),
  );
  const byVariant = new Map(levels.map((level) => [level.variantId, level]));
  return lines
    .map(({ variantId, quantity }) => ({ variantId, wanted: quantity, available: unitsOf(byVariant.get(variantId)) }))
    .filter((line) => line.available < line.wanted);
}
