/** Real grocery baskets with stacked discounts, from ../shared/data/complete-journey, as carts and promotions in cents. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import type { PromotionTerms } from "../../../src/store/tables.ts";
import { terms } from "./random-baskets.ts";

/** The file of the baskets; tests use `requireFile` to check that it exists. */
export const journeyFile = fileURLToPath(
  new URL("../../../../../../shared/data/complete-journey/transactions_sample.csv.gz", import.meta.url),
);
const columns =
  "household_id,store_id,basket_id,product_id,quantity,sales_value,retail_disc,coupon_disc,coupon_match_disc,week,transaction_timestamp";

const kinds = ["Loyalty price", "Coupon", "Coupon matched"] as const;

type RealLine = {
  /** Unique within its basket, which can contain the same product twice. */
  variantId: string;
  quantity: number;
  unitPriceMinor: number;
  collectionIds: string[];
  /** The discounts of the till, in the order of `kinds`. */
  off: number[];
  /** The amount that the customer paid for the line. */
  paidMinor: number;
};
export type RealBasket = { id: string; lines: RealLine[] };

/** The counts of the file: baskets that are used, and lines that are excluded, by reason. */
export type Report = {
  rows: number;
  withoutQuantity: number;
  withoutValue: number;
  asOnePiece: number;
  stacked: number;
};

/**
 * Reads every basket that has a line with two kinds of discount or more. Dollars become cents by rounding to the nearest one, and a value
 * that is further than a thousandth of a cent from it is refused. The cost of a line before discounts is the amount paid plus all
 * discounts. Lines without a quantity or without any value are left out; where the cost cannot be divided by the quantity, the line is one piece.
 */
export function readJourney(): { baskets: RealBasket[]; report: Report } {
  const [head, ...rows] = gunzipSync(readFileSync(journeyFile)).toString().trimEnd().split("\n");
  if (head !== columns) throw new Error(`unexpected columns: ${head}`);
  const report: Report = { rows: rows.length, withoutQuantity: 0, withoutValue: 0, asOnePiece: 0, stacked: 0 };
  const all = new Map<string, RealBasket>();
  const stacked = new Set<string>();
  for (const row of rows) {
    const [, , id = "", productId = "", pieces, ...amounts] = row.split(",");
    const [paidMinor = 0, ...off] = amounts.slice(0, 4).map(cents);
    const beforeMinor = [paidMinor, ...off].reduce((sum, minor) => sum + minor, 0);
    if (Number(pieces) === 0) report.withoutQuantity += 1;
    else if (beforeMinor === 0) report.withoutValue += 1;
    else {
      const basket = all.get(id) ?? { id, lines: [] };
      const isWhole = beforeMinor % Number(pieces) === 0;
      if (!isWhole) report.asOnePiece += 1;
      const quantity = isWhole ? Number(pieces) : 1;
      const variantId = `${productId}-${basket.lines.length + 1}`;
      const unitPriceMinor = beforeMinor / quantity;
      basket.lines.push({ variantId, quantity, unitPriceMinor, collectionIds: [], off, paidMinor });
      all.set(id, basket);
      if (off.filter((minor) => minor > 0).length < 2) continue;
      report.stacked += 1;
      stacked.add(id);
    }
  }
  return { baskets: [...all.values()].filter(({ id }) => stacked.has(id)), report };
}

/** One promotion for each discount of each line, for that line alone. */
export function promotionsOf({ lines }: RealBasket): PromotionTerms[] {
  return lines.flatMap(({ variantId, off }) =>
    off.flatMap((amountOffMinor, kind) =>
      amountOffMinor === 0
        ? []
        : [
            terms({
              id: `promo_${variantId}_${kind}`,
              label: `${kinds[kind]} of ${variantId}`,
              amountOffMinor,
              variantIds: [variantId],
            }),
          ],
    ),
  );
}

function cents(dollars: string): number {
  const exact = Number(dollars) * 100;
  const nearest = Math.round(exact);
  if (!(Math.abs(exact - nearest) < 0.001)) throw new Error(`${dollars} is no amount of cents`);
  return nearest;
}
