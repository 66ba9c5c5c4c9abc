/** Filters of order lists: their values as parameters, and the conditions of a statement. `withoutIndex` lets a more selective filter lead. */
import { readEmail } from "@hansa/commerce/email-addresses";
import { choice, given, isAmong, type Places, type Reader, type Values, withoutIndex } from "@hansa/kit/store";
import {
  and,
  type Column,
  eq,
  exists,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  notExists,
  type SQL,
  sql,
} from "drizzle-orm";
import { isFailedRefund, type OrderRow, orders, orderVariants, refunds } from "../tables.ts";
import { storedNumbersOf } from "./order-numbers.ts";
import { hasWords, valuesOfWords, wordParameters } from "./order-terms.ts";
import { hasWork, type OrderWork } from "./order-work.ts";

export type OrderFilter = {
  state?: OrderRow["state"] | null | undefined;
  states?: readonly OrderRow["state"][] | null | undefined;
  onHold?: boolean | null | undefined;
  holdReasons?: readonly NonNullable<OrderRow["holdReason"]>[] | null | undefined;
  settlements?: readonly OrderRow["settlement"][] | null | undefined;
  hasFailedRefund?: boolean | null | undefined;
  work?: OrderWork | null | undefined;
  /** Beginnings of terms, all of which an order has. */
  words?: readonly string[] | undefined;
  countries?: readonly string[] | null | undefined;
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

/** Filters without a value: each of their settings is a condition of its own. */
type Flags = Pick<OrderFilter, "onHold" | "hasFailedRefund" | "work">;

/** The parameters of a statement with filters. Several values of one filter are a JSON text. */
export const filterParameters = [
  given({
    state: orders.state,
    states: "text",
    holdReasons: "text",
    settlement: orders.settlement,
    settlements: "text",
    country: orders.shippingCountry,
    countries: "text",
    ...wordParameters,
    updatedFrom: orders.updatedAt,
    updatedTo: orders.updatedAt,
    email: orders.email,
    number: orders.number,
    dashed: orders.number,
    customerId: orders.customerId,
    variantId: orderVariants.variantId,
    placedFrom: orders.placedAt,
    placedTo: orders.placedAt,
    invoicedFrom: orders.invoicedAt,
    invoicedTo: orders.invoicedAt,
  }),
  choice<Flags>(),
] as const;

/** The values of the parameters. Null and the empty text filter nothing. */
export function valuesOf(filter: OrderFilter): Values<typeof filterParameters> {
  const { states, holdReasons, settlements, countries, onHold, hasFailedRefund, work, email } = filter;
  const [settlement] = settlements ?? [];
  const isOneSettlement = settlements?.length === 1;
  const [country] = countries ?? [];
  const isOneCountry = countries?.length === 1;
  const values = {
    state: filter.state ?? undefined,
    states: states ? JSON.stringify(states) : undefined,
    holdReasons: holdReasons ? JSON.stringify(holdReasons) : undefined,
    settlement: isOneSettlement ? settlement : undefined,
    settlements: settlements && !isOneSettlement ? JSON.stringify(settlements) : undefined,
    country: isOneCountry ? country : undefined,
    countries: countries && !isOneCountry ? JSON.stringify(countries) : undefined,
    ...valuesOfWords(filter.words ?? []),
    updatedFrom: filter.updatedFrom ?? undefined,
    updatedTo: filter.updatedTo ?? undefined,
    email: email ? readEmail(email) : undefined,
    ...(filter.number ? storedNumbersOf(filter.number) : {}),
    customerId: filter.customerId || undefined,
    variantId: filter.variantId || undefined,
    placedFrom: filter.placedFrom ?? undefined,
    placedTo: filter.placedTo ?? undefined,
    invoicedFrom: filter.invoicedFrom ?? undefined,
    invoicedTo: filter.invoicedTo ?? undefined,
  };
  const flags = { onHold: onHold ?? undefined, hasFailedRefund: hasFailedRefund ?? undefined, work: work ?? undefined };
  return [values, flags];
}

/** The places of the given filters in a statement. */
type FilterPlaces = Places<typeof filterParameters>[0] & Flags;

/** Whether the filter has a time of change. */
export function isChangeFilter({ updatedFrom, updatedTo }: OrderFilter): boolean {
  return typeof updatedFrom === "number" || typeof updatedTo === "number";
}

/** Whether the query starts from the variant's list: a cross join keeps its order, so that only the variant's orders are read. */
export function startsFromVariant(filter: OrderFilter): boolean {
  return Boolean(filter.variantId) && !isSelective(filter) && !isChangeFilter(filter);
}

/** Whether the query starts from failed refunds, the newest order first: of so many orders, only a page is read. */
export function startsFromFailedRefunds({ hasFailedRefund, ...others }: OrderFilter): boolean {
  return hasFailedRefund === true && !isSelective(others) && !isChangeFilter(others);
}

/** Whether the filter is selective: one order, one person, or the few orders that wait for staff. */
function isSelective(filter: { readonly [Name in keyof OrderFilter | "word1"]?: unknown }): boolean {
  const { number, email, customerId, onHold, holdReasons, hasFailedRefund, work, words, word1 } = filter;
  return Boolean(number || email || customerId || onHold || holdReasons || hasFailedRefund || work || words || word1);
}

/** The orders of a list that starts from a variant. */
export function matchingOfVariant(db: Reader, { variantId, placedFrom, placedTo, ...others }: FilterPlaces) {
  return and(
    variantId && eq(orderVariants.variantId, variantId),
    eq(orders.id, orderVariants.orderId),
    placedWithin(orderVariants.placedAt, { placedFrom, placedTo }),
    matching(db, others),
  );
}

/** The orders of a list that starts from failed refunds. An order with several of them is there as often. */
export function matchingOfFailedRefunds(
  db: Reader,
  { hasFailedRefund: _, placedFrom, placedTo, ...others }: FilterPlaces,
) {
  return and(
    sql`${refunds.state} = 'FAILED'`,
    eq(orders.id, refunds.orderId),
    placedWithin(refunds.orderPlacedAt, { placedFrom, placedTo }),
    matching(db, others),
  );
}

/** A state has many orders: its index is used only where no condition is more selective. */
export function matching(db: Reader, filter: FilterPlaces, isFollowing = false): SQL | undefined {
  const { state, states, onHold, holdReasons, settlement, settlements, country, countries } = filter;
  const { email, number, dashed, customerId, variantId, updatedFrom, updatedTo } = filter;
  const isLed = isSelective(filter) || isFollowing || Boolean(updatedFrom || updatedTo);
  return and(
    number && sql`${orders.number} IN (${number}, ${dashed})`,
    customerId && hasValue(orders.customerId, customerId, number !== undefined),
    email && hasValue(orders.email, email, number !== undefined),
    typeof onHold === "boolean" ? (onHold ? isNotNull(orders.holdReason) : isNull(orders.holdReason)) : undefined,
    state && hasValue(orders.state, state, isLed),
    states && isAmong(withoutIndex(orders.state), states),
    holdReasons && and(isNotNull(orders.holdReason), isAmong(orders.holdReason, holdReasons)),
    // A single settlement has an index for its first row; for several, the newest orders are scanned.
    settlement && hasValue(orders.settlement, settlement, isLed || state !== undefined),
    settlements && isAmong(withoutIndex(orders.settlement), settlements),
    country && hasValue(orders.shippingCountry, country, isLed || state !== undefined || settlement !== undefined),
    countries && isAmong(withoutIndex(orders.shippingCountry), countries),
    withWork(db, filter),
    hasWords(filter),
    withFailedRefund(db, filter),
    updatedFrom && gte(orders.updatedAt, updatedFrom),
    updatedTo && lt(orders.updatedAt, updatedTo),
    variantId && hasVariant(db, variantId),
    placedWithin(orders.placedAt, filter),
    invoicedWithin(filter),
  );
}

/** `isLed`: another condition is more selective than the index of this column. */
function hasValue(column: Column, value: SQL, isLed: boolean): SQL {
  return isLed ? eq(withoutIndex(column), value) : eq(column, value);
}

function placedWithin(placedAt: Column, { placedFrom, placedTo }: Pick<FilterPlaces, "placedFrom" | "placedTo">) {
  return and(placedFrom && gte(placedAt, placedFrom), placedTo && lt(placedAt, placedTo));
}

/** The list of orders with a failed refund leads to orders, unless another filter is more selective. */
function withFailedRefund(db: Reader, { hasFailedRefund, ...others }: FilterPlaces): SQL | undefined {
  if (typeof hasFailedRefund !== "boolean") return undefined;
  const { orderId, orderPlacedAt } = refunds;
  const failed = db.select({ orderId }).from(refunds);
  if (hasFailedRefund && !isSelective(others)) return inArray(orders.id, failed.where(isFailedRefund));
  const ofOrder = and(sql`${refunds.state} = 'FAILED'`, eq(orderPlacedAt, orders.placedAt), eq(orderId, orders.id));
  return hasFailedRefund ? exists(failed.where(ofOrder)) : notExists(failed.where(ofOrder));
}

/** The few orders with work lead, unless another filter is more selective. */
function withWork(db: Reader, { work, ...others }: FilterPlaces): SQL | undefined {
  return work ? hasWork(db, work, { isLed: isSelective(others) }) : undefined;
}

/** An invoice is issued after placement, so the end of the period also limits the time of placement. */
function invoicedWithin({ invoicedFrom, invoicedTo }: FilterPlaces): SQL | undefined {
  return and(
    invoicedFrom && gte(orders.invoicedAt, invoicedFrom),
    invoicedTo && lt(orders.invoicedAt, invoicedTo),
    invoicedTo && lt(orders.placedAt, invoicedTo),
  );
}

function hasVariant(db: Reader, variant: SQL): SQL {
  const { variantId, placedAt, orderId } = orderVariants;
  return exists(
    db
      .select({ orderId })
      .from(orderVariants)
      .where(and(eq(variantId, variant), eq(placedAt, orders.placedAt), eq(orderId, orders.id))),
  );
}
