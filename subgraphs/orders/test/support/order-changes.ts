/** Changes of placed orders, each step as one call, so that a test can begin at any step. */
import { userWith } from "@hansa/kit/testing";
import { change, type Member, present, seeOrder } from "./mutations.ts";
import type { FakePayment } from "./peers/fake-payment.ts";
import type { TestVariant, VariantOptions } from "./peers/products.ts";
import { cartWith, complete, fillIn, newKey, pay, start } from "./purchase.ts";
import { minute, type Sender, type Shop } from "./shop.ts";

const scopes = ["orders:read", "orders:write", "fulfilments:write", "refunds:write", "payments:write"];
export const staff = { viewer: userWith("user_staff", scopes, "ADMIN") };

type Line = TestVariant & { lineId: string; quantity: number };
export type Bought = {
  orderId: string;
  number: string;
  checkoutId: string;
  cartId: string;
  guestToken: string;
  sender: Sender;
  lines: Line[];
  /** The first line. */
  line: Line;
  payment: FakePayment;
};

/** `variant`: one that is sold already, with these options. */
export type Wish = VariantOptions & { quantity?: number; variant?: TestVariant };

/** Another currency, a promotion's code, or addresses and shipping other than those of the shop's country. */
type Terms = { currency?: string; code?: string | undefined; addresses?: Record<string, unknown> };

/** A paid checkout with these products; its order is not read yet. */
export async function payFor(
  s: Shop,
  wishes: Wish[] = [{ quantity: 3 }],
  sender: Sender = {},
  { currency = "EUR", code, addresses = {} }: Terms = {},
) {
  const variants: (TestVariant & { quantity: number })[] = [];
  for (const { quantity = 1, variant, ...options } of wishes)
    variants.push({ ...(variant ?? (await s.products.sell(options))), quantity });
  const cart = await cartWith(
    s,
    variants.map(({ variantId, quantity }) => ({ variantId, quantity })),
    sender,
    currency,
  );
  if (code) await change(s, "cartCodeApply", { cartId: cart.id, code }, sender);
  const { checkout } = await start(s, cart.id, sender);
  const checkoutId = present(checkout, "a checkout").id;
  const unsent = wishes.every((wish) => wish.weightGrams === null) ? { shippingOptionId: undefined } : {};
  const filled = await fillIn(s, checkoutId, sender, { ...unsent, ...addresses });
  if (filled.__typename !== "CheckoutSaved") throw new Error(JSON.stringify(filled));
  const isFree = filled.checkout?.totals.total.minor === 0;
  const payment: FakePayment = isFree
    ? { paymentId: "none", checkoutId, version: 0, amountMinor: 0, currency, state: "failed" }
    : await pay(s, checkoutId, { sender });
  return { variants, cartId: cart.id, checkoutId, payment, sender };
}

/** The order of a paid checkout in its current state. */
export async function orderOf(
  s: Shop,
  { variants, cartId, checkoutId, payment, sender }: Awaited<ReturnType<typeof payFor>>,
): Promise<Bought> {
  const { order, guestToken } = await complete(s, checkoutId, sender);
  const { id: orderId, number } = present(order, "an order");
  const rows = (await s.rows(`SELECT id, variant_id FROM order_lines WHERE order_id = '${orderId}'`)).map(Object);
  const lines = variants.map((variant) => {
    const { id } = rows.find(({ variant_id }) => variant_id === variant.variantId);
    return { ...variant, lineId: String(id) };
  });
  const [line] = lines;
  return {
    orderId,
    number: present(number),
    cartId,
    checkoutId,
    payment,
    sender,
    guestToken: guestToken ?? "",
    lines,
    line: present(line),
  };
}

/** A confirmed order: by default three units at 10.00 EUR with 4.90 for shipping. */
export async function buy(s: Shop, wishes?: Wish[], sender?: Sender, terms?: Terms): Promise<Bought> {
  return orderOf(s, await payFor(s, wishes, sender, terms));
}

type Parts = { lineId: string; quantity: number }[];

export function prepareUnits(s: Shop, orderId: string, parts: Parts, idempotencyKey = newKey()): Promise<Member> {
  return change(s, "fulfilmentCreate", { orderId, parts, idempotencyKey }, staff);
}

export function send(s: Shop, fulfilmentId: string, more: Record<string, unknown> = {}): Promise<Member> {
  return change(s, "shipmentCreate", { fulfilmentId, carrier: "Post", idempotencyKey: newKey(), ...more }, staff);
}

/** Sets `quantity` units of the first line aside and ships them. */
export async function ship(s: Shop, { orderId, line }: Bought, quantity: number, more: Record<string, unknown> = {}) {
  const { fulfilment } = await prepareUnits(s, orderId, [{ lineId: line.lineId, quantity }]);
  const sent = await send(s, present(fulfilment, "a fulfilment").id, more);
  return present(sent.shipment, "a shipment").id;
}

export function updateShipment(s: Shop, shipmentId: string, more: Record<string, unknown>): Promise<Member> {
  return change(s, "shipmentUpdate", { shipmentId, ...more }, staff);
}

/** Ships and delivers `quantity` units. */
export async function deliver(s: Shop, bought: Bought, quantity: number): Promise<string> {
  const shipmentId = await ship(s, bought, quantity);
  await updateShipment(s, shipmentId, { status: "DELIVERED" });
  return shipmentId;
}

export function cancel(s: Shop, orderId: string, sender: Sender, more: Record<string, unknown> = {}): Promise<Member> {
  return change(s, "orderCancel", { orderId, idempotencyKey: newKey(), ...more }, sender);
}

export function cancelParts(s: Shop, { orderId, line }: Bought, quantity: number, more: Record<string, unknown> = {}) {
  const parts = [{ lineId: line.lineId, quantity }];
  return change(s, "orderLinesCancel", { orderId, parts, idempotencyKey: newKey(), ...more }, staff);
}

export function refund(s: Shop, { orderId }: Pick<Bought, "orderId">, what: Record<string, unknown>): Promise<Member> {
  return change(s, "orderRefund", { orderId, reason: "Broken.", idempotencyKey: newKey(), ...what }, staff);
}

/** Refunds `quantity` units of the first line. */
export function refundUnits(s: Shop, bought: Bought, quantity: number, more: Record<string, unknown> = {}) {
  return refund(s, bought, { lines: [{ lineId: bought.line.lineId, quantity }], ...more });
}

export function requestReturn(
  s: Shop,
  { orderId, line, sender }: Bought,
  quantity: number,
  more: Record<string, unknown> = {},
) {
  const parts = [{ lineId: line.lineId, quantity }];
  return change(
    s,
    "returnRequest",
    { orderId, parts, reason: "Too small.", idempotencyKey: newKey(), ...more },
    sender,
  );
}

export function resolve(s: Shop, returnId: string, decision: "APPROVE" | "REJECT", note?: string): Promise<Member> {
  return change(s, "returnResolve", { returnId, decision, note }, staff);
}

type Arrival = { quantity: number; restock?: boolean };

export function receive(s: Shop, { line }: Bought, returnId: string, { quantity, restock = true }: Arrival) {
  const parts = [{ lineId: line.lineId, quantity, restock }];
  return change(s, "returnReceive", { returnId, parts, idempotencyKey: newKey() }, staff);
}

/** The order as staff sees it, with all its related objects. */
export async function readOrder(s: Shop, { orderId }: Pick<Bought, "orderId">) {
  return present(await seeOrder(s, orderId, staff), "an order");
}

/** The kinds of the order's timeline entries. */
export async function timelineKindsOf(s: Shop, bought: Pick<Bought, "orderId">): Promise<string[]> {
  return (await readOrder(s, bought)).timeline.map((event) => event.kind);
}

/** The payload of the first order.cancelled event. */
export async function readCancelledEvent(s: Shop) {
  const [row] = await s.rows("SELECT payload FROM outbox WHERE type = 'order.cancelled'");
  return JSON.parse(Object(row).payload);
}

/** The order's counters and amounts in the store. */
export async function readBalance(s: Shop, orderId: string) {
  const [counters] = await s.rows(
    `SELECT cancelled, allocated, packed, shipped, delivered, undelivered, return_requested AS "returnRequested", returned,
      restocked, credited, credited_minor AS "creditedMinor"
     FROM line_counters JOIN order_lines ON id = line_id WHERE line_counters.order_id = '${orderId}' ORDER BY position`,
  );
  const [money] = await s.rows(
    `SELECT captured_minor AS captured, refunded_minor AS refunded, adjusted_minor AS adjusted, external_minor AS elsewhere,
      shipping_credited_minor AS "shippingCredited" FROM order_money WHERE order_id = '${orderId}'`,
  );
  return { counters: Object(counters), money: Object(money) };
}

/** Advances the clock by more than the longest delay between attempts, and runs the jobs. */
export async function runRetries(s: Shop): Promise<void> {
  await s.runtime.advance(minute);
  await s.applyEvents();
  await s.work();
}
