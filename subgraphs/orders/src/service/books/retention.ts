/** Retention of invoices: whose addresses outlive their person, and when they are deleted. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { purgeRetainedBuyers, retainBuyer } from "../../store/retained-buyers.ts";
import { findSettings } from "../../store/settings.ts";
import type { OrderRow } from "../../store/tables.ts";
import { dateOf, localDay, monthOf } from "./days.ts";

/** Keeps the addresses of an invoice before its person is taken out of the order. Without an invoice nothing is kept. */
export async function retainInvoiceBuyer({ world }: Pick<Deps, "world">, tx: Tx, order: OrderRow): Promise<void> {
  const { id: orderId, invoiceNumber, erasedAt, billingAddress, shippingAddress } = order;
  if (invoiceNumber === null || erasedAt !== null) return;
  await retainBuyer(tx, { orderId, billingAddress, shippingAddress, retainedAt: world.now() });
}

/**
 * Deletes the buyers whose retention is over: it ends so many years after the end of the year in which the last document of the order was
 * issued. The documents themselves stay, without a buyer.
 */
export async function purgeRetained({ store, world }: Pick<Deps, "store" | "world">): Promise<void> {
  const purged = await store.write("purge-retained-buyers", async (tx) => {
    const { timeZone, invoiceRetentionYears } = await findSettings(tx);
    const year = Number(dateOf(localDay(world.now(), timeZone)).slice(0, "2026".length));
    const first = monthOf(`${year - invoiceRetentionYears}-01`);
    return first ? purgeRetainedBuyers(tx, first.fromDay) : 0;
  });
  // Until then the store's log still has the old rows.
  if (purged > 0) await store.emptyLog();
}
