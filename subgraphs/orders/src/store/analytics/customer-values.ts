/** Queries of the value of customers: the totals of their orders less the refunds. */

import { type Reader, rowsBy, statement, type Tx } from "@hansa/kit/store";
import { asc, eq, sql } from "drizzle-orm";
import { customerValues, salesFacts, soldOrders } from "../tables.ts";

/** The value of each of these customers, one row per currency. */
export const findCustomerValues = rowsBy(
  customerValues,
  customerValues.customerId,
  asc(customerValues.customerId),
  asc(customerValues.currency),
);

/** Adds an amount, which may be negative, to the value of a customer. */
export const addCustomerValue = statement(
  [customerValues.customerId, customerValues.currency, customerValues.minor],
  (tx: Tx, customerId, currency, minor) =>
    tx
      .insert(customerValues)
      .values({ customerId, currency, minor })
      .onConflictDoUpdate({
        target: [customerValues.customerId, customerValues.currency],
        set: { minor: sql`${customerValues.minor} + ${minor}` },
      }),
);

/** Makes a sold order that of a customer. */
export const setSoldCustomer = statement([soldOrders.orderId, soldOrders.customerId], (tx: Tx, id, customerId) =>
  tx.update(soldOrders).set({ customerId }).where(eq(soldOrders.orderId, id)),
);

/** The total of a sold order less its refunds, in minor units. */
export async function findValueSoFar(db: Reader, orderId: string): Promise<number> {
  const [row] = await valueSoFar(db, orderId);
  return row?.minor ?? 0;
}

const valueSoFar = statement([salesFacts.orderId], (db: Reader, orderId) =>
  db
    .select({ minor: sql<number>`coalesce(sum(${salesFacts.totalMinor} - ${salesFacts.refundedMinor}), 0)` })
    .from(salesFacts)
    .where(eq(salesFacts.orderId, orderId)),
);
