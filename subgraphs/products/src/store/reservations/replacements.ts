/** Queries of replacements, and of the units that they add to reservation lines. */
import { given, rowBy, rowInto, statement, type Tx } from "@hansa/kit/store";
import { and, eq, getTableColumns, sql } from "drizzle-orm";
import { replacements, reservationLines } from "./tables.ts";

export const findReplacement = rowBy(replacements, replacements.id);

export const insertReplacement = rowInto(replacements);

/** Marks a replacement as cancelled. */
export const cancelReplacementRow = statement(
  [replacements.id, given(getTableColumns(replacements))],
  (tx: Tx, id, change) => tx.update(replacements).set(change).where(eq(replacements.id, id)),
);

const { checkoutId, variantId, quantity, committed } = reservationLines;

/** Adds committed units to a reservation line, or inserts the line. */
export const addCommittedUnits = statement([{ checkoutId, variantId, quantity }], (tx: Tx, line) =>
  tx
    .insert(reservationLines)
    .values({ ...line, committed: line.quantity })
    .onConflictDoUpdate({
      target: [checkoutId, variantId],
      set: { quantity: sql`${quantity} + ${line.quantity}`, committed: sql`${committed} + ${line.quantity}` },
    }),
);

const ofLine = { checkoutId, variantId };

/** Removes committed units from a reservation line with more units. */
export const removeCommittedUnits = statement([ofLine, quantity], (tx: Tx, line, units) =>
  tx
    .update(reservationLines)
    .set({ quantity: sql`${quantity} - ${units}`, committed: sql`${committed} - ${units}` })
    .where(and(eq(checkoutId, line.checkoutId), eq(variantId, line.variantId))),
);

/** Deletes a reservation line. */
export const deleteReservationLine = statement([ofLine], (tx: Tx, line) =>
  tx.delete(reservationLines).where(and(eq(checkoutId, line.checkoutId), eq(variantId, line.variantId))),
);
