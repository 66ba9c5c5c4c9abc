/** Purchases as the stores have them. */
import { z } from "zod";
import type { StorefrontShop } from "./storefront.ts";

type Purchases = {
  orders: number;
  /** The units of all orders. */
  units: number;
  /** The payments of their checkouts that took money. */
  charges: number;
};

const orderRows = z.array(z.object({ checkout: z.string(), units: z.number() }));

/** The purchases of the buyers with these addresses. */
export function purchasesOf({ rows }: StorefrontShop, ...emails: readonly string[]): Purchases {
  const buyers = emails.map((email) => `'${email}'`).join();
  const orders = orderRows.parse(
    rows(
      "orders",
      `SELECT checkout_id AS checkout, (SELECT sum(quantity) FROM order_lines WHERE order_id = orders.id) AS units
       FROM orders WHERE email IN (${buyers})`,
    ),
  );
  const checkouts = orders.map(({ checkout }) => `'${checkout}'`).join();
  const charges = rows(
    "payments",
    `SELECT id FROM payments WHERE captured_minor > 0 AND checkout_id IN (${checkouts})`,
  );
  return {
    orders: orders.length,
    units: orders.reduce((sum, order) => sum + order.units, 0),
    charges: charges.length,
  };
}
