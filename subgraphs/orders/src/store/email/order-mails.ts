/** Queries of the e-mails about orders. */
import { firstRow, rowBy, rowInto, rowsBy, statement, type Tx } from "@hansa/kit/store";
import { and, asc, desc, eq, isNotNull, lt, notInArray } from "drizzle-orm";
import { orderMails } from "../tables.ts";

const { id, orderId, formerEmail, queuedAt, sentAt, refusedAt } = orderMails;

export const insertOrderMail = rowInto(orderMails);

export const findOrderMail = rowBy(orderMails, id);

/** The e-mails about these orders, the oldest first. */
export const findMailsByOrders = rowsBy(orderMails, orderId, asc(orderId), asc(queuedAt), asc(id));

/** Records how an e-mail ended, and returns its order. It needs no former address any more. */
export const endOrderMail = firstRow(
  statement([id, { sentAt, refusedAt }], (tx: Tx, mailId, end) =>
    tx
      .update(orderMails)
      .set({ ...end, formerEmail: null })
      .where(eq(id, mailId))
      .returning({ orderId }),
  ),
);

/** Deletes an e-mail that was not sent. */
export const dropOrderMail = statement([id], (tx: Tx, mailId) => tx.delete(orderMails).where(eq(id, mailId)));

/** Deletes the e-mails about an order except for so many of the newest. */
export const dropOldestMails = statement([orderId, "number"], (tx: Tx, order, kept) => {
  const newest = tx
    .select({ id })
    .from(orderMails)
    .where(eq(orderId, order))
    .orderBy(desc(queuedAt), desc(id))
    .limit(kept);
  return tx.delete(orderMails).where(and(eq(orderId, order), notInArray(id, newest)));
});

/** Deletes the e-mails about an order whose person is erased. */
export const dropOrderMails = statement([orderId], (tx: Tx, order) => tx.delete(orderMails).where(eq(orderId, order)));

/** Removes a former address: the e-mails to it are not sent. */
export const dropFormerEmail = statement([formerEmail], (tx: Tx, email) =>
  tx.update(orderMails).set({ formerEmail: null }).where(eq(formerEmail, email)),
);

/** Removes the former addresses of e-mails that were queued before this time: the mail queue has given them up. */
export const dropFormerEmailsBefore = statement([queuedAt], (tx: Tx, before) =>
  tx
    .update(orderMails)
    .set({ formerEmail: null })
    .where(and(isNotNull(formerEmail), lt(queuedAt, before))),
);
