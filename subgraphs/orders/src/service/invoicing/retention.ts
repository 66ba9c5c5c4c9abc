/** Retention of invoices: keeps the buyer's addresses beside those of the order, and after an erasure until the period ends. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import {
  findRetainedBuyers,
  purgeRetainedBuyers,
  retainBuyer,
  retainReplacedBuyer,
} from "../../store/invoicing/tax-documents.ts";
import { findSettings } from "../../store/settings/settings.ts";
import type { OrderRow, RetainedBuyerRow, TaxDocumentRow } from "../../store/tables.ts";
import { dateOf, localDay, monthOf } from "./calendar.ts";

/**
 * Keeps the addresses of an invoice before the order is corrected or erased; those that are kept already stay. An order without an invoice keeps
 * none.
 */
export async function retainInvoiceBuyer({ runtime }: Pick<Deps, "runtime">, tx: Tx, order: OrderRow): Promise<void> {
  const { id: orderId, invoiceNumber, erasedAt, billingAddress, shippingAddress } = order;
  if (invoiceNumber === null || erasedAt !== null) return;
  const replaced = { replacedBillingAddress: null, replacedShippingAddress: null };
  await retainBuyer(tx, { orderId, billingAddress, shippingAddress, ...replaced, retainedAt: runtime.now() });
}

export type Addresses = Pick<OrderRow, "billingAddress" | "shippingAddress">;

/** Keeps the addresses of an invoice that is replaced, and those of the invoice that replaces it. */
export async function retainReplacedInvoice(
  { runtime }: Pick<Deps, "runtime">,
  tx: Tx,
  order: Addresses & Pick<OrderRow, "id">,
  addresses: Addresses,
): Promise<void> {
  const [retained = order] = await findRetainedBuyers(tx, [order.id]);
  await retainReplacedBuyer(tx, {
    orderId: order.id,
    billingAddress: addresses.billingAddress,
    shippingAddress: addresses.shippingAddress,
    replacedBillingAddress: retained.billingAddress,
    replacedShippingAddress: retained.shippingAddress,
    retainedAt: runtime.now(),
  });
}

/** The retained addresses of a document: those of the replaced invoice are on it, and on the credit note that takes it back. */
export function retainedAddresses(
  buyer: RetainedBuyerRow,
  document: Pick<TaxDocumentRow, "kind" | "cause" | "number">,
  valid: Pick<TaxDocumentRow, "number"> | undefined,
): Addresses {
  const { replacedBillingAddress, replacedShippingAddress } = buyer;
  const isReplaced =
    document.cause === "CORRECTION" || (document.kind === "INVOICE" && document.number !== valid?.number);
  return isReplaced && (replacedBillingAddress ?? replacedShippingAddress) !== null
    ? { billingAddress: replacedBillingAddress, shippingAddress: replacedShippingAddress }
    : buyer;
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
