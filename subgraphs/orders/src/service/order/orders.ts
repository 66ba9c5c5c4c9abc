/** Finding orders: one for whoever may see it, pages for staff and for a customer's account. */
import { recordAudit } from "@hansa/kit/audit";
import { codedError } from "@hansa/kit/errors";
import { hasScope } from "@hansa/kit/identity";
import { type Connection, connectionOf, type PageArgs, readPage } from "@hansa/kit/pages";
import { requirePerson } from "@hansa/kit/person";
import { invalid, notFound, problem } from "@hansa/kit/refusals";
import type { Context } from "../../context.ts";
import type { OrderNoteAddInput } from "../../generated/resolvers.ts";
import { countOrders, findOrdersPage, isChangeAsked, type OrderFilter } from "../../store/order-lists.ts";
import { findOrdersByIds, insertNote, touchOrder } from "../../store/orders.ts";
import type { FulfilmentRow, OrderRow, RefundRow, ShipmentRow } from "../../store/tables.ts";
import { maySee, userIdOf } from "../access.ts";
import type { Answer } from "../answers.ts";
import { type ChangeSort, readChangePage } from "../sorting.ts";

/** A page of orders that can still count its list. */
export type OrderPage = Connection<OrderRow> & { count: () => Promise<number> };

type Wanted = {
  id?: string | null | undefined;
  number?: string | null | undefined;
  guestToken?: string | null | undefined;
};

const longestNote = 2_000;

/** One order by id or number; null for whoever may not see it, just as if there were none. */
export async function findVisibleOrder(context: Context, { id, number, guestToken }: Wanted): Promise<OrderRow | null> {
  const { loaders } = context;
  if (Boolean(id) === Boolean(number)) throw codedError("BAD_USER_INPUT", "Give exactly one of id and number.");
  const order = id ? await loaders.orderById.load(id) : await loaders.orderByNumber.load(number ?? "");
  return order && maySee(context, order, context.guestSecret, guestToken) ? order : null;
}

/** The refund if the viewer may see the order that it is for; null for others, as if there were none. */
export async function findVisibleRefund(context: Context, id: string): Promise<RefundRow | null> {
  return hideUnlessVisible(context, await context.loaders.refundById.load(id));
}

/** The fulfilment if the viewer may see its order; null for others, as if there were none. */
export async function findVisibleFulfilment(context: Context, id: string): Promise<FulfilmentRow | null> {
  return hideUnlessVisible(context, await context.loaders.fulfilmentById.load(id));
}

/** The parcel if the viewer may see its order; null for others, as if there were none. */
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

/** All orders in the order that is asked for. */
export async function listOrders(
  { store }: Context,
  args: PageArgs & { filter?: OrderFilter | null | undefined; sort?: ChangeSort | null | undefined },
): Promise<OrderPage> {
  const filter = args.filter ?? {};
  refuseLongLists(filter);
  const { isFollowing, page } = readChangePage(args, 25, "orders", isChangeAsked(filter));
  const rows = await store.read((db) => findOrdersPage(db, filter, page, isFollowing));
  const place = isFollowing ? (order: OrderRow) => [order.updatedAt, order.id] : placeOf;
  return { ...connectionOf(page, rows, place), count: () => store.read((db) => countOrders(db, filter)) };
}

/** A list of values in a filter may name each value once: that is as many as there are. */
const mostValues = 7;

function refuseLongLists({ states, holdReasons, settlements }: OrderFilter): void {
  for (const values of [states, holdReasons, settlements])
    if (values && (values.length === 0 || values.length > mostValues))
      throw codedError("BAD_USER_INPUT", `Name 1 to ${mostValues} values to filter by.`);
}

/** The orders of one account: their own, or for staff; null for others. */
export async function ordersOf(context: Context, customerId: string, args: PageArgs): Promise<OrderPage | null> {
  const { viewer, loaders } = context;
  const isStaff = hasScope(viewer, "orders:read");
  if (userIdOf(context) !== customerId && !isStaff) return null;
  const page = readPage(args, 10, "own orders");
  const rows = await loaders.ordersOfCustomer(page).load(customerId);
  return {
    ...connectionOf(page, rows, placeOf),
    count: async () => (await loaders.orderCountOfCustomer.load(customerId))?.orders ?? 0,
  };
}

/** Writes something down about an order, for colleagues only. */
export async function addNote(
  context: Context,
  { orderId, text }: OrderNoteAddInput,
): Promise<Answer<"OrderNoteAddResult">> {
  const { store, world, viewer } = context;
  const { id: authorId } = requirePerson(viewer);
  const written = text.trim();
  if (written === "" || written.length > longestNote) {
    return invalid([problem("text", "LENGTH", `A note has 1 to ${longestNote} characters.`)]);
  }
  return store.write("add-order-note", async (tx) => {
    const [order] = await findOrdersByIds(tx, [orderId]);
    if (!order) return notFound("order", ["input", "orderId"]);
    const id = world.newId("note");
    await insertNote(tx, { id, orderId, at: world.now(), text: written, authorId });
    await touchOrder(tx, orderId, world.now());
    const summary = `Wrote ${id} about ${orderId}.`;
    await recordAudit(tx, world, viewer, { action: "order.noteAdded", subjectId: orderId, summary });
    return { __typename: "OrderNoteAdded", order };
  });
}

function placeOf(order: OrderRow): [number, string] {
  return [order.placedAt, order.id];
}
