/** Projection of this service's own events. Nothing else writes to the projections, so that they can be rebuilt from the events. */

import { sum } from "@hansa/commerce/money";
import { events } from "@hansa/contracts/events";
import { type Event, findEvents } from "@hansa/kit/messaging";
import type { Tx } from "@hansa/kit/store";
import type { z } from "zod";
import { addCustomerValue, findValueSoFar, setSoldCustomer } from "../../store/analytics/customer-values.ts";
import {
  addPairs,
  addVariantUnits,
  cancelSoldUnits,
  findBookZone,
  findCancelledShipping,
  findProjectionCursor,
  findSoldLines,
  findSoldOrder,
  insertBookZone,
  insertFacts,
  insertSoldOrder,
  insertTaxFacts,
  moveProjectionCursor,
  removePairs,
} from "../../store/analytics/projections.ts";
import type { SalesFactRow, SoldLineRow, SoldOrderRow, UnitSet } from "../../store/tables.ts";
import { localDay } from "../invoicing/calendar.ts";
import { computeCharges } from "../order/charges.ts";
import { valueOfUnits } from "../order/units.ts";
import { pairsIn, pairsLost } from "./product-pairs.ts";

const dayMs = 24 * 60 * 60 * 1_000;
/** The UTC day of a moment, in days since 1970. */
export function utcDayOf(at: number): number {
  return Math.floor(at / dayMs);
}

/** Small enough not to delay buyers' writes, large enough for throughput. */
const pageSize = 50;

/** Projects the next events and moves the cursor in the same transaction, so that each event counts once. */
export async function projectEvents(tx: Tx): Promise<{ reached: number; lastSeq: number }> {
  const after = await findProjectionCursor(tx);
  const page = await findEvents(tx, after, pageSize);
  let zone = page.events.length > 0 ? await findBookZone(tx) : "";
  for (const event of page.events) zone = await projectEvent(tx, event, zone);
  const reached = page.events.at(-1)?.seq ?? after;
  if (reached > after) await moveProjectionCursor(tx, reached);
  return { reached, lastSeq: page.lastSeq };
}

/** Projects one event and returns the time zone of the events after it. Events that no projection uses are ignored. */
async function projectEvent(tx: Tx, { seq, type, payload, occurredAt }: Event, zone: string): Promise<string> {
  const at = { seq, day: localDay(occurredAt, zone), soldDay: utcDayOf(occurredAt) };
  if (type === events.shopSettingsChanged.type) {
    const { timeZone } = events.shopSettingsChanged.payload.parse(payload);
    if (timeZone !== zone) await insertBookZone(tx, seq, timeZone);
    return timeZone;
  }
  if (type === events.taxDocumentIssued.type)
    await countTaxes(tx, seq, events.taxDocumentIssued.payload.parse(payload));
  if (type === events.orderConfirmed.type) await countSale(tx, at, events.orderConfirmed.payload.parse(payload));
  if (type === events.orderJoined.type) await countForCustomer(tx, events.orderJoined.payload.parse(payload));
  if (type === events.orderLinesCancelled.type) {
    const cancellation = events.orderLinesCancelled.payload.parse(payload);
    await countCancellation(tx, at, cancellation, () => cancellation.shippingMinor);
  }
  if (type === events.orderCancelled.type) {
    const { orderId, wasConfirmed, cancelledNow: lines } = events.orderCancelled.payload.parse(payload);
    if (wasConfirmed) await countCancellation(tx, at, { orderId, lines }, (line, before) => line.totalMinor - before);
  }
  if (type === events.orderRefunded.type) await countRefund(tx, at, events.orderRefunded.payload.parse(payload), 1);
  if (type === events.orderRefundReversed.type)
    await countRefund(tx, at, events.orderRefundReversed.payload.parse(payload), -1);
  return zone;
}

/** The event that counts, by its number and its day in the shop's time zone; `soldDay`: its UTC day, for units sold. */
type EventPosition = { seq: number; day: number; soldDay: number };
type Sale = z.output<typeof events.orderConfirmed.payload>;
type Cancellation = Pick<z.output<typeof events.orderLinesCancelled.payload>, "orderId" | "lines">;
type TaxDocument = z.output<typeof events.taxDocumentIssued.payload>;
type Joined = z.output<typeof events.orderJoined.payload>;
type Refund = z.output<typeof events.orderRefunded.payload>;

async function countTaxes(tx: Tx, seq: number, document: TaxDocument): Promise<void> {
  const { orderId, day, cause, total, taxes } = document;
  const facts = taxes.map(({ amountMinor: taxMinor, ...tax }, position) => {
    return { seq, position, ...tax, orderId, day, currency: total.currency, cause, taxMinor };
  });
  if (facts.length > 0) await insertTaxFacts(tx, facts);
}

async function countSale(tx: Tx, at: EventPosition, sale: Sale): Promise<void> {
  const order: SoldOrderRow = {
    orderId: sale.orderId,
    day: at.soldDay,
    currency: sale.total.currency,
    country: sale.country,
    customerId: sale.customerId,
    stepMinor: sale.stepMinor,
    ...promotionHeadingOf(sale),
  };
  const facts = saleFacts(at, order, sale);
  const lines = facts.map(
    ({ orderId, lineId, productId, variantId, units, totalMinor }): SoldLineRow => ({
      orderId,
      lineId,
      productId,
      variantId,
      units,
      unitsCancelled: 0,
      totalMinor,
    }),
  );
  await insertSoldOrder(tx, order, lines);
  await insertFacts(tx, facts);
  for (const { variantId, quantity } of sale.lines) await addVariantUnits(tx, variantId, at.soldDay, quantity);
  await addPairs(tx, pairsIn(lines));
  if (sale.customerId !== null) await addCustomerValue(tx, sale.customerId, order.currency, sale.total.minor);
}

/** All promotions of an order as one key, so that each order belongs to one heading. */
function promotionHeadingOf({ promotions }: Sale): Pick<SoldOrderRow, "promotionKey" | "promotionLabel"> {
  if (promotions.length === 0) return { promotionKey: null, promotionLabel: null };
  const sorted = [...promotions].sort((a, b) => (a.promotionId < b.promotionId ? -1 : 1));
  return {
    promotionKey: sorted.map(({ promotionId }) => promotionId).join("+"),
    promotionLabel: sorted.map(({ label }) => label).join(" + "),
  };
}

/** One fact for each line, and one for amounts outside the lines: their sum is exactly the order. */
function saleFacts(at: EventPosition, order: SoldOrderRow, sale: Sale): SalesFactRow[] {
  const { subtotalMinor, discountMinor, shippingMinor, taxMinor, total, roundingMinor } = sale;
  const { stepMinor } = order;
  const taxComesOnTop = total.minor - roundingMinor !== subtotalMinor - discountMinor + shippingMinor;
  const grossMinors = sale.lines.map((line) => sum([line.lineTotalMinor, taxComesOnTop ? line.taxMinor : 0]));
  const { lineMinors } = computeCharges({ totalMinor: total.minor, roundingMinor, stepMinor }, grossMinors);
  const lines = sale.lines.map((line, index) => ({
    ...emptyFact(at, order, line.lineId),
    productId: line.productId,
    variantId: line.variantId,
    units: line.quantity,
    grossMinor: sum([line.lineTotalMinor, line.discountMinor]),
    discountMinor: line.discountMinor,
    taxMinor: line.taxMinor,
    totalMinor: lineMinors[index] ?? 0,
  }));
  const left = (whole: number, part: (line: SalesFactRow) => number) =>
    sum([whole, ...lines.map((line) => -part(line))]);
  return [
    ...lines,
    {
      ...emptyFact(at, order, ""),
      orders: 1,
      shippingMinor,
      discountMinor: left(discountMinor, (line) => line.discountMinor),
      taxMinor: left(taxMinor, (line) => line.taxMinor),
      totalMinor: left(total.minor, (line) => line.totalMinor),
    },
  ];
}

/**
 * Subtracts cancelled units and their value. `besideLines` computes the cancelled amount outside the lines from its row and the amount
 * counted before: shipping is cancelled with the last unit that needs a parcel, and the remainder with the whole order, so it counts once.
 */
async function countCancellation(
  tx: Tx,
  at: EventPosition,
  { orderId, lines }: Cancellation,
  besideLines: (line: SoldLineRow, beforeMinor: number) => number,
): Promise<void> {
  const order = await findSoldOrder(tx, orderId);
  if (!order) return;
  const before = await findSoldLines(tx, orderId);
  const facts: SalesFactRow[] = [];
  const after: SoldLineRow[] = [];
  for (const line of before) {
    const own = lines.filter(({ lineId }) => lineId === line.lineId);
    const units = sum(own.map(({ quantity }) => quantity));
    after.push({ ...line, unitsCancelled: line.unitsCancelled + units });
    const isBeside = line.lineId === "";
    const cancelledMinor = isBeside
      ? besideLines(line, await findCancelledShipping(tx, orderId))
      : valueOfParts(order, line, own);
    if (units === 0 && cancelledMinor === 0) continue;
    const { lineId, productId, variantId } = line;
    facts.push({ ...emptyFact(at, order, lineId), productId, variantId, unitsCancelled: units, cancelledMinor });
    if (units === 0 || variantId === null) continue;
    await cancelSoldUnits(tx, line, units);
    await addVariantUnits(tx, variantId, order.day, -units);
  }
  await insertFacts(tx, facts);
  await removePairs(tx, pairsLost(before, after));
}

/** The value of these units of a line, by their numbers. Older events have no unit numbers: there the next units are taken. */
function valueOfParts(
  { stepMinor }: SoldOrderRow,
  { totalMinor: chargedMinor, units, unitsCancelled }: SoldLineRow,
  parts: Cancellation["lines"],
): number {
  const more = sum(parts.map(({ quantity }) => quantity));
  const next: UnitSet = more > 0 ? [[unitsCancelled + 1, unitsCancelled + more]] : [];
  const isNumbered = parts.every((part) => part.units !== undefined);
  const charged = { ordered: Math.max(units, 1), chargedMinor, stepMinor };
  return valueOfUnits(charged, isNumbered ? parts.flatMap((part) => part.units ?? []) : next);
}

/** Counts the value of a sold order so far for the customer whose account it joined. One that joins before it is confirmed is counted then. */
async function countForCustomer(tx: Tx, { orderId, customerId }: Joined): Promise<void> {
  const order = await findSoldOrder(tx, orderId);
  if (order?.customerId !== null) return;
  await setSoldCustomer(tx, orderId, customerId);
  await addCustomerValue(tx, customerId, order.currency, await findValueSoFar(tx, orderId));
}

/** `sign`: 1 for a refund, -1 for a refund that the bank has reversed. */
async function countRefund(tx: Tx, at: EventPosition, { orderId, amount, lines }: Refund, sign: 1 | -1): Promise<void> {
  const order = await findSoldOrder(tx, orderId);
  if (!order) return;
  const byLine = new Map<string, SalesFactRow>();
  for (const { lineId, productId, variantId, refundedMinor } of lines) {
    const known = byLine.get(lineId) ?? { ...emptyFact(at, order, lineId), productId, variantId };
    byLine.set(lineId, { ...known, refundedMinor: sum([known.refundedMinor, sign * refundedMinor]) });
  }
  const beside = sign * sum([amount.minor, ...lines.map((line) => -line.refundedMinor)]);
  const rest = { ...emptyFact(at, order, ""), refundedMinor: beside };
  await insertFacts(tx, beside === 0 ? [...byLine.values()] : [...byLine.values(), rest]);
  if (order.customerId !== null) await addCustomerValue(tx, order.customerId, order.currency, -sign * amount.minor);
}

function emptyFact(at: EventPosition, order: SoldOrderRow, lineId: string): SalesFactRow {
  const { orderId, currency, country, promotionKey, promotionLabel } = order;
  const nothing = { orders: 0, units: 0, unitsCancelled: 0, grossMinor: 0, discountMinor: 0, shippingMinor: 0 };
  const nothingMore = { taxMinor: 0, totalMinor: 0, cancelledMinor: 0, refundedMinor: 0 };
  const where = { orderId, lineId, currency, country, promotionKey, promotionLabel, productId: null, variantId: null };
  return { seq: at.seq, day: at.day, ...where, ...nothing, ...nothingMore };
}
