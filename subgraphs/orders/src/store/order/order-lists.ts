/** Lists of orders, the newest first. Each filter has an index for its first row; `withoutIndex` keeps the planner from another one. */

import {
  beyondCursor,
  type Keyset,
  limitOfPage,
  newestFirst,
  oldestFirst,
  orderOfPage,
} from "@hansa/kit/graphql/keyset";
import type { Page } from "@hansa/kit/graphql/pages";
import { withoutIndex } from "@hansa/kit/store/dialect";
import type { Reader } from "@hansa/kit/store/store";
import {
  and,
  count,
  eq,
  exists,
  getTableColumns,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  notInArray,
  type SQL,
  sql,
} from "drizzle-orm";
import { type OrderRow, orders, orderVariants, refunds } from "../tables.ts";

export type OrderFilter = {
  state?: OrderRow["state"] | null | undefined;
  states?: readonly OrderRow["state"][] | null | undefined;
  onHold?: boolean | null | undefined;
  holdReasons?: readonly NonNullable<OrderRow["holdReason"]>[] | null | undefined;
  settlements?: readonly OrderRow["settlement"][] | null | undefined;
  hasFailedRefund?: boolean | null | undefined;
  updatedFrom?: number | null | undefined;
  updatedTo?: number | null | undefined;
  email?: string | null | undefined;
  number?: string | null | undefined;
  customerId?: string | null | undefined;
  variantId?: string | null | undefined;
  placedFrom?: number | null | undefined;
  placedTo?: number | null | undefined;
  invoicedFrom?: number | null | undefined;
  invoicedTo?: number | null | undefined;
};

/** Orders by placement, or with `isFollowing` by change; one more than the page, to detect a next page. */
export async function findOrdersPage(
  db: Reader,
  filter: OrderFilter,
  page: Page,
  isFollowing: boolean,
): Promise<OrderRow[]> {
  return ordersPage(db, filter, page, isFollowing);
}

/** The statement of `findOrdersPage`, exported for checks of its query plan. */
export function ordersPage(db: Reader, filter: OrderFilter, page: Page, isFollowing = isChangeFilter(filter)) {
  if (isFollowing || !startsFromVariant(filter)) {
    const keyset = isFollowing ? byUpdate : byPlacement;
    return db
      .select()
      .from(orders)
      .where(and(matching(db, filter, isFollowing), beyondCursor(keyset, page)))
      .orderBy(...orderOfPage(keyset, page))
      .limit(limitOfPage(page));
  }
  return db
    .select(getTableColumns(orders))
    .from(orderVariants)
    .crossJoin(orders)
    .where(and(ofVariant(db, filter), beyondCursor(byPlacementOfVariant, page)))
    .orderBy(...orderOfPage(byPlacementOfVariant, page))
    .limit(limitOfPage(page));
}

const byPlacement: Keyset = newestFirst(orders.placedAt, orders.id);
const byPlacementOfVariant: Keyset = newestFirst(orderVariants.placedAt, orderVariants.orderId);
const byUpdate: Keyset = oldestFirst(orders.updatedAt, orders.id);

/** Whether the filter has a time of change. */
export function isChangeFilter({ updatedFrom, updatedTo }: OrderFilter): boolean {
  return typeof updatedFrom === "number" || typeof updatedTo === "number";
}

export async function countOrders(db: Reader, filter: OrderFilter): Promise<number> {
  if (!startsFromVariant(filter)) return db.$count(orders, matching(db, filter));
  const counting = db.select({ orders: count() }).from(orderVariants).crossJoin(orders);
  const [row] = await counting.where(ofVariant(db, filter));
  return row?.orders ?? 0;
}

/** A page of each customer's orders, the newest first, in one statement for any number of customers. */
export async function findOrdersByCustomers(
  db: Reader,
  customerIds: readonly string[],
  page: Page,
): Promise<OrderRow[]> {
  const order = orderOfPage(byPlacement, page);
  const place = sql<number>`row_number() OVER (PARTITION BY ${orders.customerId} ORDER BY ${sql.join(order, sql`, `)})`;
  const placed = db
    .select({ id: orders.id, place: place.as("place") })
    .from(orders)
    .where(and(inArray(orders.customerId, [...customerIds]), beyondCursor(byPlacement, page)))
    .as("placed");
  const rows = await db
    .select({ order: orders })
    .from(placed)
    .innerJoin(orders, eq(orders.id, placed.id))
    .where(lte(placed.place, limitOfPage(page)))
    .orderBy(...order);
  return rows.map((row) => row.order);
}

/** The number of orders of each customer; customers without orders are left out. */
export function countOrdersByCustomers(
  db: Reader,
  customerIds: readonly string[],
): Promise<{ customerId: string | null; orders: number }[]> {
  return db
    .select({ customerId: orders.customerId, orders: count() })
    .from(orders)
    .where(inArray(orders.customerId, [...customerIds]))
    .groupBy(orders.customerId);
}

type Placed = typeof orders.placedAt | typeof orderVariants.placedAt;

function placedWithin(placedAt: Placed, { placedFrom, placedTo }: OrderFilter): SQL | undefined {
  return and(
    typeof placedFrom === "number" ? gte(placedAt, placedFrom) : undefined,
    typeof placedTo === "number" ? lt(placedAt, placedTo) : undefined,
  );
}

/** Whether the filter is selective: one order, one person, or the few orders that wait for staff. */
function isSelective({ number, email, customerId, onHold, holdReasons, hasFailedRefund }: OrderFilter): boolean {
  return Boolean(number || email || customerId || onHold || holdReasons || hasFailedRefund);
}

/** Whether the query starts from the variant's list: a cross join keeps its order, so that only the variant's orders are read. */
function startsFromVariant(filter: OrderFilter): boolean {
  return Boolean(filter.variantId) && !isSelective(filter) && !isChangeFilter(filter);
}

function ofVariant(db: Reader, filter: OrderFilter): SQL | undefined {
  return and(
    eq(orderVariants.variantId, filter.variantId ?? ""),
    eq(orders.id, orderVariants.orderId),
    placedWithin(orderVariants.placedAt, filter),
    matching(db, { ...filter, variantId: null, placedFrom: null, placedTo: null }),
  );
}

/** A state has many orders: its index is used only where no condition is more selective. */
function matching(db: Reader, filter: OrderFilter, isFollowing = false): SQL | undefined {
  const { state, states, onHold, holdReasons, settlements, hasFailedRefund } = filter;
  const { email, number, customerId, variantId, updatedFrom, updatedTo } = filter;
  const isLed = isSelective(filter) || isFollowing || isChangeFilter(filter);
  return and(
    number ? eq(orders.number, number) : undefined,
    customerId ? eq(orders.customerId, customerId) : undefined,
    email ? eq(orders.email, email.trim().toLowerCase()) : undefined,
    typeof onHold === "boolean" ? (onHold ? isNotNull(orders.holdReason) : isNull(orders.holdReason)) : undefined,
    state ? (isLed ? sql`${withoutIndex(orders.state)} = ${state}` : eq(orders.state, state)) : undefined,
    states ? sql`${withoutIndex(orders.state)} IN ${states}` : undefined,
    holdReasons ? and(isNotNull(orders.holdReason), sql`${orders.holdReason} IN ${holdReasons}`) : undefined,
    settlements ? isInSettlements(settlements, isLed || Boolean(state)) : undefined,
    typeof hasFailedRefund === "boolean" ? withFailedRefund(db, hasFailedRefund) : undefined,
    typeof updatedFrom === "number" ? gte(orders.updatedAt, updatedFrom) : undefined,
    typeof updatedTo === "number" ? lt(orders.updatedAt, updatedTo) : undefined,
    variantId ? hasVariant(db, variantId) : undefined,
    placedWithin(orders.placedAt, filter),
    invoicedWithin(filter),
  );
}

/** A single settlement has an index for its first row; for several, the newest orders are scanned. */
function isInSettlements(settlements: readonly OrderRow["settlement"][], isLed: boolean): SQL {
  const [only] = settlements;
  if (only !== undefined && settlements.length === 1 && !isLed) return eq(orders.settlement, only);
  return sql`${withoutIndex(orders.settlement)} IN ${settlements}`;
}

function withFailedRefund(db: Reader, hasOne: boolean): SQL {
  const failed = db.select({ orderId: refunds.orderId }).from(refunds).where(eq(refunds.state, "FAILED"));
  return hasOne ? inArray(orders.id, failed) : notInArray(orders.id, failed);
}

/** An invoice is issued after placement, so the end of the period also limits the time of placement. */
function invoicedWithin({ invoicedFrom, invoicedTo }: OrderFilter): SQL | undefined {
  return and(
    typeof invoicedFrom === "number" ? gte(orders.invoicedAt, invoicedFrom) : undefined,
    typeof invoicedTo === "number" ? lt(orders.invoicedAt, invoicedTo) : undefined,
    typeof invoicedTo === "number" ? lt(orders.placedAt, invoicedTo) : undefined,
  );
}

function hasVariant(db: Reader, variantId: string): SQL {
  const { placedAt, orderId } = orderVariants;
  return exists(
    db
      .select({ orderId })
      .from(orderVariants)
      .where(and(eq(orderVariants.variantId, variantId), eq(placedAt, orders.placedAt), eq(orderId, orders.id))),
  );
}
