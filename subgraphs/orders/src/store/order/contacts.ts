/** The contact of an order: its e-mail address and its addresses, changed only in the order that was read. */
import { hasRow, statement, type Tx } from "@hansa/kit/store";
import { and, eq } from "drizzle-orm";
import { orders } from "../tables.ts";

const { id, updatedAt, email, shippingAddress, billingAddress, linkVersion } = orders;

/** Changes the contact of an order that was last changed at this time; false and no change otherwise. */
export const saveContact = hasRow(
  statement(
    [id, updatedAt, { email, shippingAddress, billingAddress, linkVersion, updatedAt }],
    (tx: Tx, orderId, expected, contact) =>
      tx
        .update(orders)
        .set(contact)
        .where(and(eq(id, orderId), eq(updatedAt, expected)))
        .returning({ id }),
  ),
);
