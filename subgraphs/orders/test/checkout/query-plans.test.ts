/** Query plans of lookups by state: each uses the partial index of its state. */

import type { Reader } from "@hansa/kit/store";
import { sqliteOnly } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { findLiveCheckouts, findUnreleasedCheckouts } from "../../src/store/checkout/checkouts.ts";
import { findOrdersPage } from "../../src/store/order/order-lists.ts";
import { findDeliveredBefore } from "../../src/store/order/orders.ts";
import { findPendingRefunds, findRefundsByReturns } from "../../src/store/payment/refunds.ts";
import {
  findAbandonedCarts,
  findUnpaidCheckouts,
  findUnpaidOfCarts,
} from "../../src/store/privacy/abandoned-purchases.ts";
import { shopWithPlans } from "../support/scale/query-plans.ts";

const onSqlite = test.runIf(sqliteOnly("query plans"));

const firstPage = { size: 25, from: undefined, isBackward: false, isReversed: false };

const lookups: [name: string, find: (db: Reader) => Promise<unknown>, text: RegExp, index: string][] = [
  [
    "live checkouts of carts",
    (db) => findLiveCheckouts(db, ["cart_1"]),
    /from "checkouts" where .*"cart_id" IN/i,
    "checkouts_one_live",
  ],
  [
    "effective refunds of returns",
    (db) => findRefundsByReturns(db, ["ret_1"]),
    /from "refunds" where .*"return_id" IN/i,
    "refunds_of_return",
  ],
  [
    "pending refunds",
    (db) => findPendingRefunds(db, 1, "", 1),
    /select "id" from "refunds" where .*"created_at" </i,
    "refunds_pending",
  ],
  [
    "delivered orders",
    (db) => findDeliveredBefore(db, 1, 1),
    /select "id" from "orders" where .*"delivered_at" <=/i,
    "orders_delivered",
  ],
  [
    "orders with a failed refund",
    (db) => findOrdersPage(db, { hasFailedRefund: true }, firstPage, false),
    /from "refunds" cross join "orders"/i,
    "refunds_failed",
  ],
  [
    "orders without a failed refund",
    (db) => findOrdersPage(db, { hasFailedRefund: false }, firstPage, false),
    /from "orders" where .*"refunds"/i,
    "refunds_failed",
  ],
  [
    "unpaid checkouts",
    (db) => findUnpaidCheckouts(db, 1, { at: 1, id: "" }, 1),
    /from "checkouts" where .*"released"/i,
    "checkouts_by_end",
  ],
  [
    "unpaid checkouts of carts",
    (db) => findUnpaidOfCarts(db, ["cart_1"]),
    /from "checkouts" where .*"cart_id" IN/i,
    "checkouts_of_cart",
  ],
  [
    "abandoned carts of guests",
    (db) => findAbandonedCarts(db, { changed: 1, ended: 1 }, { at: 1, id: "" }, 1),
    /from "carts" where .*owner_id IS NULL/i,
    "carts_abandoned",
  ],
  [
    "unreleased checkouts",
    (db) => findUnreleasedCheckouts(db, undefined, 1),
    /from "checkouts" where .*released/i,
    "checkouts_to_release",
  ],
  [
    "unreleased checkouts of a cart",
    (db) => findUnreleasedCheckouts(db, "cart_1", 1),
    /from "checkouts" where .*released.*"cart_id"/i,
    "checkouts_to_release",
  ],
];

onSqlite.each(lookups)("%s are found by their partial index", async (_name, find, text, index) => {
  const { planOf } = await shopWithPlans();
  const plan = await planOf(find, text);
  expect(plan.join("\n")).toContain(`INDEX ${index}`);
});
