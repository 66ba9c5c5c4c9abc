/** Shares of the stock that the guests of one network have reserved. */
import { firstRow, type Reader, statement } from "@hansa/kit/store";
import { and, desc, eq, gt, isNotNull, sql } from "drizzle-orm";
import { reservationLines, reservations, stockLevels } from "./tables.ts";

const units = sql<number>`sum(${reservationLines.quantity})`;
const sellable = sql<number>`${stockLevels.onHand} - ${stockLevels.committed}`;
const percent = sql<number>`cast(sum(${reservationLines.quantity}) AS bigint) * 100 / (${sellable})`;

/** The largest share of a variant's units on hand, without committed ones, that one network has reserved, of those above so many units. */
export const findLargestShare = firstRow(
  statement(["number"], (db: Reader, above) =>
    db
      .select({ variantId: stockLevels.variantId, percent })
      .from(reservations)
      .innerJoin(reservationLines, eq(reservationLines.checkoutId, reservations.checkoutId))
      .innerJoin(stockLevels, eq(stockLevels.variantId, reservationLines.variantId))
      .where(and(isNotNull(reservations.network), eq(reservations.state, "reserved"), gt(sellable, 0)))
      .groupBy(reservations.network, stockLevels.variantId)
      .having(sql`${units} > ${above}`)
      .orderBy(desc(percent))
      .limit(1),
  ),
);
