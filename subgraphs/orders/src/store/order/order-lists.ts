/** Lists of orders, the newest first: all of them with filters, each of which has an index for its first row, and those of customers. */
import { type Keyset, maxCounted, newestFirst, oldestFirst, type Page, pageStatement } from "@hansa/kit/graphql";
import { firstRow, isAmong, listOf, type Reader, statement, withKey } from "@hansa/kit/store";
import { and, count, eq, getTableColumns, isNotNull, lte, min, sql } from "drizzle-orm";
import { type OrderRow, orders, orderVariants, refunds } from "../tables.ts";
import {
  filterParameters,
  matching,
  matchingOfFailedRefunds,
  matchingOfVariant,
  type OrderFilter,
  startsFromFailedRefunds,
  startsFromVariant,
  valuesOf,
} from "./order-filters.ts";

const byPlacement: Keyset = newestFirst(orders.placedAt, orders.id);
const byPlacementOfVariant: Keyset = newestFirst(orderVariants.placedAt, orderVariants.orderId);
const byPlacementOfRefunded: Keyset = newestFirst(refunds.orderPlacedAt, refunds.orderId);
const byUpdate: Keyset = oldestFirst(orders.updatedAt, orders.id);

/** The number of orders on hold, and since when the first of them is; null if there is none. */
export const summarizeHeldOrders = firstRow(
  statement([], (db: Reader) =>
    db
      .select({ held: count(), since: min(orders.holdSince) })
      .from(orders)
      .where(isNotNull(orders.holdReason)),
  ),
);

/** Orders by placement, or with `isFollowing` by change; one more than the page, to detect a next page. */
export function findOrdersPage(db: Reader, filter: OrderFilter, page: Page, isFollowing: boolean): Promise<OrderRow[]> {
  const values = valuesOf(filter);
  if (isFollowing) return pageByUpdate(db, page, ...values);
  if (startsFromFailedRefunds(filter)) return pageOfFailedRefunds(db, page, ...values);
  return startsFromVariant(filter) ? pageOfVariant(db, page, ...values) : pageByPlacement(db, page, ...values);
}

const pageByPlacement = pageBy(byPlacement, { isFollowing: false });
const pageByUpdate = pageBy(byUpdate, { isFollowing: true });

function pageBy(keyset: Keyset, { isFollowing }: { isFollowing: boolean }) {
  return pageStatement(keyset, filterParameters, (db, paging, values, flags) =>
    db
      .select()
      .from(orders)
      .where(and(matching(db, { ...values, ...flags }, isFollowing), paging.beyondCursor(keyset)))
      .orderBy(...paging.orderBy(keyset))
      .limit(paging.limit),
  );
}

const pageOfVariant = pageStatement(byPlacementOfVariant, filterParameters, (db, paging, values, flags) =>
  db
    .select(getTableColumns(orders))
    .from(orderVariants)
    .crossJoin(orders)
    .where(and(matchingOfVariant(db, { ...values, ...flags }), paging.beyondCursor(byPlacementOfVariant)))
    .orderBy(...paging.orderBy(byPlacementOfVariant))
    .limit(paging.limit),
);

/** Grouped in the order of the index: an order with several failed refunds is listed once, and nothing is sorted. */
const pageOfFailedRefunds = pageStatement(byPlacementOfRefunded, filterParameters, (db, paging, values, flags) =>
  db
    .select(getTableColumns(orders))
    .from(refunds)
    .crossJoin(orders)
    .where(and(matchingOfFailedRefunds(db, { ...values, ...flags }), paging.beyondCursor(byPlacementOfRefunded)))
    .groupBy(refunds.orderPlacedAt, withKey(refunds.orderId, orders.id))
    .orderBy(...paging.orderBy(byPlacementOfRefunded))
    .limit(paging.limit),
);

/** The number of orders, at most `maxCounted`. */
export async function countOrders(db: Reader, filter: OrderFilter): Promise<number> {
  const [row] = await counterOf(filter)(db, ...valuesOf(filter));
  return row?.orders ?? 0;
}

function counterOf(filter: OrderFilter) {
  if (startsFromFailedRefunds(filter)) return countOfFailedRefunds;
  return startsFromVariant(filter) ? countOfVariant : countAll;
}

const countAll = statement(filterParameters, (db: Reader, values, flags) =>
  db.select({ orders: count() }).from(
    db
      .select({ id: orders.id })
      .from(orders)
      .where(matching(db, { ...values, ...flags }))
      .limit(maxCounted)
      .as("counted"),
  ),
);
const countOfVariant = statement(filterParameters, (db: Reader, values, flags) =>
  db.select({ orders: count() }).from(
    db
      .select({ id: orders.id })
      .from(orderVariants)
      .crossJoin(orders)
      .where(matchingOfVariant(db, { ...values, ...flags }))
      .limit(maxCounted)
      .as("counted"),
  ),
);

const countOfFailedRefunds = statement(filterParameters, (db: Reader, values, flags) =>
  db.select({ orders: count() }).from(
    db
      .select({ id: orders.id })
      .from(refunds)
      .crossJoin(orders)
      .where(matchingOfFailedRefunds(db, { ...values, ...flags }))
      .groupBy(refunds.orderPlacedAt, withKey(refunds.orderId, orders.id))
      .limit(maxCounted)
      .as("counted"),
  ),
);
const { taxParts, shippingAddress, billingAddress, shipping, vatIdCheck, discounts, ...summary } =
  getTableColumns(orders);

/** A page of each customer's orders, the newest first, in one statement for any number of customers. */
export const findOrdersByCustomers = pageStatement(
  byPlacement,
  [listOf(orders.customerId)],
  (db, paging, customerIds) => {
    const order = paging.orderBy(byPlacement);
    const place = sql<number>`row_number() OVER (PARTITION BY ${orders.customerId} ORDER BY ${sql.join(order, sql`, `)})`;
    const placed = db
      .select({ id: orders.id, place: place.as("place") })
      .from(orders)
      .where(and(isAmong(orders.customerId, customerIds), paging.beyondCursor(byPlacement)))
      .as("placed");
    return db
      .select(summary)
      .from(placed)
      .innerJoin(orders, eq(orders.id, placed.id))
      .where(lte(placed.place, paging.limit))
      .orderBy(...order);
  },
);

/** The number of orders of each customer; customers without orders are left out. */
export const countOrdersByCustomers = statement([listOf(orders.customerId)], (db: Reader, customerIds) =>
  db
    .select({ customerId: orders.customerId, orders: count() })
    .from(orders)
    .where(isAmong(orders.customerId, customerIds))
    .groupBy(orders.customerId),
);
