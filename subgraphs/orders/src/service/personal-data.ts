/** All that orders keeps about one person, as a file for them. */
import type { personalData as contract } from "@hansa/contracts/personal-data";
import type { OutputOf } from "@hansa/kit/contract";
import { toDecimal } from "@hansa/kit/money";
import type { Deps } from "../context.ts";
import { findLinesByCarts } from "../store/carts.ts";
import { findAllOrdersOf, findCartsOf, findCheckoutsOf, type Person } from "../store/erasures.ts";
import { findCancellations } from "../store/errands.ts";
import { findFulfilmentsByOrders, findShipmentsByFulfilments } from "../store/fulfilments.ts";
import { findLinesByOrders, findNotesByOrders } from "../store/orders.ts";
import { findRefundsByOrders } from "../store/refunds.ts";
import { findReturnsByOrders } from "../store/returns.ts";

/**
 * Orders with their lines, addresses and parcels, what was said about them, carts and checkouts. Times are ISO 8601, amounts decimal. A guest's
 * carts are nobody's.
 */
export function personalDataOf({ store }: Deps, person: Person): Promise<OutputOf<typeof contract>> {
  return store.read(async (db) => {
    const orders = await findAllOrdersOf(db, person);
    const lines = await inParts(orders, (ids) => findLinesByOrders(db, ids));
    const notes = await inParts(orders, (ids) => findNotesByOrders(db, ids));
    const fulfilments = await inParts(orders, (ids) => findFulfilmentsByOrders(db, ids));
    const parcels = await inParts(fulfilments, (ids) => findShipmentsByFulfilments(db, ids));
    const cancellations = await inParts(orders, (ids) => findCancellations(db, ids));
    const returns = await inParts(orders, (ids) => findReturnsByOrders(db, ids));
    const refunds = await inParts(orders, (ids) => findRefundsByOrders(db, ids));
    const carts = "userId" in person ? await findCartsOf(db, person.userId) : [];
    const cartLines = await inParts(carts, (ids) => findLinesByCarts(db, ids));
    const checkouts = await findCheckoutsOf(db, person);
    const numbers = new Map(orders.map((order) => [order.id, order.number]));
    const currencies = new Map([...orders, ...carts].map(({ id, currency }) => [id, currency]));
    const amount = (minor: number, id: string) => toDecimal({ minor, currency: currencies.get(id) ?? "" });
    return {
      sections: {
        orders: orders.map((order) => ({
          number: order.number,
          placedAt: timeOf(order.placedAt),
          state: order.state,
          invoiceNumber: order.invoiceNumber,
          email: order.email,
          shippingAddress: order.shippingAddress,
          billingAddress: order.billingAddress,
          currency: order.currency,
          total: amount(order.totalMinor, order.id),
        })),
        orderLines: lines.map(({ orderId, sku, title, quantity, lineTotalMinor }) => ({
          order: numbers.get(orderId) ?? "",
          sku,
          title,
          quantity,
          amount: amount(lineTotalMinor, orderId),
        })),
        orderNotes: notes.map(({ orderId, at, text }) => ({ order: numbers.get(orderId) ?? "", at: timeOf(at), text })),
        parcels: parcels.map(({ orderId, carrier, trackingNumber, trackingUrl, shippedAt, deliveredAt }) => ({
          order: numbers.get(orderId) ?? "",
          carrier,
          trackingNumber,
          trackingUrl,
          shippedAt: shippedAt && timeOf(shippedAt),
          deliveredAt: deliveredAt && timeOf(deliveredAt),
        })),
        cancellations: cancellations.map(({ orderId, at, reason, note }) => ({
          order: numbers.get(orderId) ?? "",
          at: timeOf(at),
          reason,
          note,
        })),
        returns: returns.map(({ orderId, state, reason, note, requestedAt }) => ({
          order: numbers.get(orderId) ?? "",
          state,
          requestedAt: timeOf(requestedAt),
          reason,
          note,
        })),
        refunds: refunds.map(({ orderId, state, amountMinor, reason, createdAt }) => ({
          order: numbers.get(orderId) ?? "",
          state,
          at: timeOf(createdAt),
          amount: amount(amountMinor, orderId),
          reason,
        })),
        carts: carts.map(({ id, state, currency, createdAt, updatedAt }) => ({
          id,
          state,
          currency,
          createdAt: timeOf(createdAt),
          updatedAt: timeOf(updatedAt),
        })),
        cartLines: cartLines.map(({ cartId, sku, title, quantity }) => ({ cart: cartId, sku, title, quantity })),
        checkouts: checkouts.map(({ cartId, state, startedAt, email, shippingAddress, billingAddress }) => ({
          cart: cartId,
          state,
          startedAt: timeOf(startedAt),
          email,
          shippingAddress,
          billingAddress,
        })),
      },
    };
  });
}

const keysAtOnce = 500;

/** Asks for the rows of many orders or carts, so many of them at once. */
async function inParts<Row>(
  owners: readonly { id: string }[],
  find: (ids: string[]) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let from = 0; from < owners.length; from += keysAtOnce)
    rows.push(...(await find(owners.slice(from, from + keysAtOnce).map(({ id }) => id))));
  return rows;
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}
