/** Purchases as the stores have them. */
import { z } from "zod";
import type { StorefrontShop } from "./storefront.ts";

type Purchases = {
  orders: number;
  /** The units of all orders. */
  units: number;
  /** The payments that took money, of all their checkouts, those that led to no order too. */
  charges: number;
};

const orderRows = z.array(z.object({ units: z.number() }));
const checkoutRows = z.array(z.object({ id: z.string() }));
const paymentRows = z.array(z.object({ state: z.string(), captured: z.number() }));

/** The purchases of the buyers with these addresses. */
export function purchasesOf(storefront: StorefrontShop, ...emails: readonly string[]): Purchases {
  const orders = orderRows.parse(
    storefront.rows(
      "orders",
      `SELECT (SELECT sum(quantity) FROM order_lines WHERE order_id = orders.id) AS units
       FROM orders WHERE email IN (${quoted(emails)})`,
    ),
  );
  return {
    orders: orders.length,
    units: orders.reduce((sum, order) => sum + order.units, 0),
    charges: paymentsOf(storefront, emails).filter(({ captured }) => captured > 0).length,
  };
}

/** The orders of a buyer, and the states of the payments of all their checkouts in the order of attempts. */
export function paymentStatesOf(storefront: StorefrontShop, email: string): { orders: number; payments: string[] } {
  const payments = paymentsOf(storefront, [email]).map(({ state }) => state);
  return { orders: purchasesOf(storefront, email).orders, payments };
}

function paymentsOf({ rows }: StorefrontShop, emails: readonly string[]) {
  const checkouts = checkoutRows.parse(rows("orders", `SELECT id FROM checkouts WHERE email IN (${quoted(emails)})`));
  const ids = quoted(checkouts.map(({ id }) => id));
  return paymentRows.parse(
    rows(
      "payments",
      `SELECT state, captured_minor AS captured FROM payments WHERE checkout_id IN (${ids}) ORDER BY attempt`,
    ),
  );
}

function quoted(texts: readonly string[]): string {
  return texts.map((text) => `'${text}'`).join();
}
