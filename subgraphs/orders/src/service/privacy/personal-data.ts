/** Personal data export: all data of orders about one person. */

import { toDecimal } from "@hansa/commerce/money";
import type { personalData as contract } from "@hansa/contracts/personal-data";
import type { AddressSnapshot } from "@hansa/contracts/users";
import type { OutputOf } from "@hansa/kit/rpc";
import type { Reader } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findLinesByCarts } from "../../store/cart/carts.ts";
import { findMailsByOrders } from "../../store/email/order-mails.ts";
import { findFulfilmentsByOrders, findShipmentsByFulfilments } from "../../store/fulfilment/fulfilments.ts";
import { findRetainedBuyers } from "../../store/invoicing/tax-documents.ts";
import { findLinesByOrders, findNotesByOrders } from "../../store/order/orders.ts";
import { findRefundsByOrders } from "../../store/payment/refunds.ts";
import {
  findAllOrdersOf,
  findCartsOf,
  findCheckoutsOf,
  findWithdrawalsOf,
  type Person,
} from "../../store/privacy/erasures.ts";
import { findCancellations } from "../../store/processing/order-tasks.ts";
import { findReturnsByOrders } from "../../store/returns/returns.ts";
import type { OrderMailRow } from "../../store/tables.ts";

/**
 * Orders with their lines, addresses, e-mails, parcels, notes and withdrawals, carts and checkouts. Times are ISO 8601, amounts decimal. Carts of guests have
 * no owner and are not included.
 */
export function exportPersonalData({ store }: Deps, person: Person): Promise<OutputOf<typeof contract>> {
  return store.read(async (db) => {
    const records = await findRecords(db, person);
    return { sections: { ...orderSections(records), ...cartSections(records) } };
  });
}

type Records = Awaited<ReturnType<typeof findRecords>>;

/** Finds all rows about a person. */
async function findRecords(db: Reader, person: Person) {
  const orders = await findAllOrdersOf(db, person);
  const lines = await findInBatches(orders, (ids) => findLinesByOrders(db, ids));
  const buyers = await findInBatches(orders, (ids) => findRetainedBuyers(db, ids));
  const mails = await findInBatches(orders, (ids) => findMailsByOrders(db, ids));
  const notes = await findInBatches(orders, (ids) => findNotesByOrders(db, ids));
  const fulfilments = await findInBatches(orders, (ids) => findFulfilmentsByOrders(db, ids));
  const parcels = await findInBatches(fulfilments, (ids) => findShipmentsByFulfilments(db, ids));
  const cancellations = await findInBatches(orders, (ids) => findCancellations(db, ids));
  const returns = await findInBatches(orders, (ids) => findReturnsByOrders(db, ids));
  const refunds = await findInBatches(orders, (ids) => findRefundsByOrders(db, ids));
  const withdrawals = await findWithdrawalsOf(db, person);
  const carts = "userId" in person ? await findCartsOf(db, person.userId) : [];
  const cartLines = await findInBatches(carts, (ids) => findLinesByCarts(db, ids));
  const checkouts = await findCheckoutsOf(db, person);
  return {
    orders,
    lines,
    buyers,
    mails,
    notes,
    parcels,
    cancellations,
    returns,
    refunds,
    withdrawals,
    carts,
    cartLines,
    checkouts,
  };
}

function orderSections(records: Records) {
  const { orders, lines, buyers, mails, notes, parcels, cancellations, returns, refunds, withdrawals } = records;
  const byId = new Map(orders.map((order) => [order.id, order]));
  const issuedTo = new Map(buyers.map((buyer) => [buyer.orderId, buyer]));
  const numberOf = (id: string) => byId.get(id)?.number ?? "";
  const amount = (minor: number, id: string) => toDecimal({ minor, currency: byId.get(id)?.currency ?? "" });
  return {
    orders: orders.map((order) => ({
      number: order.number,
      placedAt: formatTime(order.placedAt),
      state: order.state,
      invoiceNumber: order.invoiceNumber,
      email: order.email,
      shippingAddress: exportAddress(order.shippingAddress),
      billingAddress: exportAddress(order.billingAddress),
      // Of an order whose address was corrected since.
      invoiceShippingAddress: exportAddress(issuedTo.get(order.id)?.shippingAddress ?? null),
      replacedInvoiceBillingAddress: exportAddress(issuedTo.get(order.id)?.replacedBillingAddress ?? null),
      replacedInvoiceShippingAddress: exportAddress(issuedTo.get(order.id)?.replacedShippingAddress ?? null),
      currency: order.currency,
      total: amount(order.totalMinor, order.id),
    })),
    orderLines: lines.map(({ orderId, sku, title, quantity, lineTotalMinor }) => ({
      order: numberOf(orderId),
      sku,
      title,
      quantity,
      amount: amount(lineTotalMinor, orderId),
    })),
    orderMails: mails.map((mail) => ({ order: numberOf(mail.orderId), ...exportMail(mail) })),
    orderNotes: notes.map(({ orderId, at, text }) => ({
      order: numberOf(orderId),
      at: formatTime(at),
      text,
    })),
    parcels: parcels.map(({ orderId, carrier, trackingNumber, trackingUrl, shippedAt, deliveredAt }) => ({
      order: numberOf(orderId),
      carrier,
      trackingNumber,
      trackingUrl,
      shippedAt: shippedAt && formatTime(shippedAt),
      deliveredAt: deliveredAt && formatTime(deliveredAt),
    })),
    cancellations: cancellations.map(({ orderId, at, reason, note }) => ({
      order: numberOf(orderId),
      at: formatTime(at),
      reason,
      note,
    })),
    returns: returns.map(({ orderId, state, reason, note, requestedAt }) => ({
      order: numberOf(orderId),
      state,
      requestedAt: formatTime(requestedAt),
      reason,
      note,
    })),
    refunds: refunds.map(({ orderId, state, amountMinor, reason, createdAt }) => ({
      order: numberOf(orderId),
      state,
      at: formatTime(createdAt),
      amount: amount(amountMinor, orderId),
      reason,
    })),
    withdrawals: withdrawals.map(({ orderNumber, email, lastName, receivedAt, state, contestNote, ...row }) => ({
      order: orderNumber,
      email,
      lastName,
      receivedAt: formatTime(receivedAt),
      state,
      note: contestNote,
      channel: row.channel,
      recordNote: row.note,
    })),
  };
}

function cartSections({ carts, cartLines, checkouts }: Records) {
  return {
    carts: carts.map(({ id, state, currency, createdAt, updatedAt }) => ({
      id,
      state,
      currency,
      createdAt: formatTime(createdAt),
      updatedAt: formatTime(updatedAt),
    })),
    cartLines: cartLines.map(({ cartId, sku, title, quantity }) => ({ cart: cartId, sku, title, quantity })),
    checkouts: checkouts.map(({ cartId, state, startedAt, email, shippingAddress, billingAddress }) => ({
      cart: cartId,
      state,
      startedAt: formatTime(startedAt),
      email,
      shippingAddress: exportAddress(shippingAddress),
      billingAddress: exportAddress(billingAddress),
    })),
  };
}

const batchSize = 500;

/** Reads the rows of many orders or carts in batches. */
async function findInBatches<Row>(
  owners: readonly { id: string }[],
  find: (ids: string[]) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let from = 0; from < owners.length; from += batchSize)
    rows.push(...(await find(owners.slice(from, from + batchSize).map(({ id }) => id))));
  return rows;
}

function exportMail({ kind, queuedAt, sentAt, refusedAt, formerEmail }: OrderMailRow) {
  return {
    kind,
    queuedAt: formatTime(queuedAt),
    sentAt: sentAt && formatTime(sentAt),
    refusedAt: refusedAt && formatTime(refusedAt),
    formerEmail,
  };
}

/** An address as JSON: the text of its region is there only if it has one. */
function exportAddress(address: AddressSnapshot | null) {
  if (address === null) return null;
  const { regionText, ...others } = address;
  return typeof regionText === "string" ? { ...others, regionText } : others;
}

function formatTime(at: number): string {
  return new Date(at).toISOString();
}
