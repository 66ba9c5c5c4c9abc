/** The books of the payment provider, read from its own store. */
import path from "node:path";
import { z } from "zod";
import { sandboxStore } from "../../cli/host/shop.mjs";
import { loadDriver } from "../../cli/host/sqlite.mjs";
import { readRow } from "../harness/stores.ts";

const amounts = z.string().transform((text) => z.array(z.object({ amountMinor: z.int() })).parse(JSON.parse(text)));
const payment = z.object({ id: z.string() });
const entry = z.object({ captures: amounts, refunds: amounts, disputes: amounts });

/** The payment of an order; undefined for a free one. */
export function findPayment(data: string, orderId: string): string | undefined {
  return payment.optional().parse(readRow(data, "payments", "SELECT id FROM payments WHERE order_id = ?", orderId))?.id;
}

/** The money of an order that the provider has for the shop: captures less refunds and disputes, all of which were lost. */
export function moneyAtProvider(data: string, orderId: string): number {
  const paymentId = findPayment(data, orderId);
  if (paymentId === undefined) return 0;
  const Database = loadDriver();
  const books = new Database(path.join(data, sandboxStore), { readonly: true, fileMustExist: true });
  try {
    const statement =
      "SELECT captures, refunds, disputes FROM sandbox_entries WHERE payment_id = ? ORDER BY seq DESC LIMIT 1";
    const { captures, refunds, disputes } = entry.parse(books.prepare(statement).get(paymentId));
    const sum = (all: readonly { amountMinor: number }[]) => all.reduce((total, one) => total + one.amountMinor, 0);
    return sum(captures) - sum(refunds) - sum(disputes);
  } finally {
    books.close();
  }
}
