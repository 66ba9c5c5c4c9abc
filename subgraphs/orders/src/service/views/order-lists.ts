/** Order queries: single orders visible to the viewer, lists for staff and for a customer's account, and notes. */

import { recordAudit } from "@hansa/contracts/audit-log";
import { type Connection, checkFilterValues, connectionOf, type PageArgs, readPage } from "@hansa/kit/graphql";
import { hasScope, requirePerson } from "@hansa/kit/identity";
import { CodedError, cardNumberWarnings, invalid, notFound, problem, typedDigits } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import type { OrderNoteAddInput } from "../../generated/resolvers.ts";
import { isChangeFilter, type OrderFilter } from "../../store/order/order-filters.ts";
import { countOrders, findOrdersPage } from "../../store/order/order-lists.ts";
import { findOrdersByIds, insertNote, touchOrder } from "../../store/order/orders.ts";
import type { FulfilmentRow, OrderRow, OrderSummary, RefundRow, ShipmentRow } from "../../store/tables.ts";
import { maySee, userIdOf } from "../access.ts";
import type { MutationResult } from "../mutation-results.ts";
import { searchedWords } from "../order/search-terms.ts";
import { type ChangeSort, readChangePage } from "../sort-order.ts";
import type { OrderOrSummary } from "./order.ts";

/** A page of orders that can still count its list. */
export type OrderPage = Connection<OrderOrSummary> & { count: () => Promise<number> };

type OrderSelector = {
  id?: string | null | undefined;
  number?: string | null | undefined;
  guestToken?: string | null | undefined;
};

const maxNoteLength = 2_000;

/** One order by id or number; null if the viewer may not see it, as for an unknown id. */
export async function findVisibleOrder(
  context: Context,
  { id, number, guestToken }: OrderSelector,
): Promise<OrderRow | null> {
  const { loaders } = context;
  if (Boolean(id) === Boolean(number)) throw new CodedError("BAD_USER_INPUT", "Give exactly one of id and number.");
  const order = id
    ? await loaders.orderById.load(id)
    : await loaders.orderByNumber.load(typedDigits(number ?? "") ?? "");
  return order && maySee(context, order, context.guestSecret, guestToken) ? order : null;
}

/** The refund if the viewer may see its order; null otherwise, as for an unknown id. */
export async function findVisibleRefund(context: Context, id: string): Promise<RefundRow | null> {
  return hideUnlessVisible(context, await context.loaders.refundById.load(id));
}

/** The fulfilment if the viewer may see its order; null otherwise, as for an unknown id. */
export async function findVisibleFulfilment(context: Context, id: string): Promise<FulfilmentRow | null> {
  return hideUnlessVisible(context, await context.loaders.fulfilmentById.load(id));
}

/** The parcel if the viewer may see its order; null otherwise, as for an unknown id. */
export async function findVisibleShipment(context: Context, id: string): Promise<ShipmentRow | null> {
  return hideUnlessVisible(context, await context.loaders.shipmentById.load(id));
}

async function hideUnlessVisible<Row extends { orderId: string }>(
  context: Context,
  row: Row | null,
): Promise<Row | null> {
  const order = row && (await context.loaders.orderById.load(row.orderId));
  return order && maySee(context, order, context.guestSecret) ? row : null;
}

type Searched = { search?: string | null | undefined };

/** All orders in the requested sort order. */
export async function listOrders(
  { store }: Context,
  args: PageArgs & { filter?: (OrderFilter & Searched) | null | undefined; sort?: ChangeSort | null | undefined },
): Promise<OrderPage> {
  const { search, ...others } = args.filter ?? {};
  const filter = typeof search === "string" ? { ...others, words: searchedWords(search) } : others;
  rejectLongLists(filter);
  const { isFollowing, page } = readChangePage(args, 25, "orders", isChangeFilter(filter));
  const rows = await store.read((db) => findOrdersPage(db, filter, page, isFollowing));
  const place = isFollowing ? (order: OrderRow) => [order.updatedAt, order.id] : cursorOf;
  return { ...connectionOf(page, rows, place), count: () => store.read((db) => countOrders(db, filter)) };
}

/** A list of values in a filter may name each value once: the largest enum has this many values. */
const maxValues = 7;

const maxCountries = 30;

function rejectLongLists({ states, holdReasons, settlements, countries }: OrderFilter): void {
  for (const values of [states, holdReasons, settlements]) checkFilterValues(values, maxValues);
  checkFilterValues(countries, maxCountries);
}

/** The orders of one account, for its customer and for staff; null for other viewers. */
export async function listCustomerOrders(
  context: Context,
  customerId: string,
  args: PageArgs,
): Promise<OrderPage | null> {
  const { viewer, loaders } = context;
  const isStaff = hasScope(viewer, "orders:read");
  if (userIdOf(context) !== customerId && !isStaff) return null;
  const page = readPage(args, 10, "own orders");
  const rows = await loaders.ordersOfCustomer(page).load(customerId);
  return {
    ...connectionOf(page, rows, cursorOf),
    count: async () => (await loaders.orderCountOfCustomer.load(customerId))?.orders ?? 0,
  };
}

/** Adds a note to an order, visible to staff only. */
export async function addNote(
  context: Context,
  { orderId, text }: OrderNoteAddInput,
): Promise<MutationResult<"OrderNoteAddResult">> {
  const { store, runtime, viewer } = context;
  const { id: authorId } = requirePerson(viewer);
  const written = text.trim();
  if (written === "" || written.length > maxNoteLength) {
    return invalid([problem("text", "LENGTH", `A note has 1 to ${maxNoteLength} characters.`)]);
  }
  return store.write("add-order-note", async (tx) => {
    const [order] = await findOrdersByIds(tx, [orderId]);
    if (!order) return notFound("order", ["input", "orderId"]);
    const id = runtime.newId("note");
    await insertNote(tx, { id, orderId, at: runtime.now(), text: written, authorId });
    await touchOrder(tx, orderId, runtime.now());
    const summary = `Wrote ${id} about ${orderId}.`;
    await recordAudit(runtime, tx, viewer, { action: "order.noteAdded", subjectId: orderId, summary });
    return { __typename: "OrderNoteAdded", order, warnings: cardNumberWarnings("text", text) };
  });
}

function cursorOf(order: OrderSummary): [number, string] {
  return [order.placedAt, order.id];
}
