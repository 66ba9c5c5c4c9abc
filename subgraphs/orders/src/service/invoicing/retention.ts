/** Retention of invoices: keeps the buyer's addresses beside those of the order, and after an erasure until the period ends. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { purgeRetainedBuyers, retainBuyer } from "../../store/invoicing/tax-documents.ts";
import { findSettings } from "../../store/settings/settings.ts";
import type { OrderRow } from "../../store/tables.ts";
import { dateOf, localDay, monthOf } from "./calendar.ts";

/**
 * Keeps the addresses of an invoice before the order is corrected or erased; those that are kept already stay. An order without an invoice keeps
 * none.
 */
export async function retainInvoiceBuyer({ runtime }: Pick<Deps, "runtime">, tx: Tx, order: OrderRow): Promise<void> {
  const { id: orderId, invoiceNumber, erasedAt, billingAddress, shippingAddress } = order;
  if (invoiceNumber === null || erasedAt !== null) return;
  await retainBuyer(tx, { orderId, billingAddress, shippingAddress, retainedAt: runtime.now() });
}

/**
 * Deletes the erased buyers whose retention has ended: `invoiceRetentionYears` after the end of the year in which the last document of the order was
 * issued. The documents themselves remain, without a buyer.
 */
export async function purgeExpiredBuyers({ store, runtime }: Pick<Deps, "store" | "runtime">): Promise<void> {
  const purged = await store.write("purge-retained-buyers", async (tx) => {
    const { timeZone, invoiceRetentionYears } = await findSettings(tx);
    const year = Number(dateOf(localDay(runtime.now(), timeZone)).slice(0, "2026".length));
    const first = monthOf(`${year - invoiceRetentionYears}-01`);
    return first ? purgeRetainedBuyers(tx, first.fromDay) : 0;
  });
  // The write-ahead log contains the deleted rows until its checkpoint.
  if (purged > 0) await store.checkpointWal();
}
