/** One shopping trip: cart, checkout, payment, order, and random changes on the way. */

import { address } from "@hansa/client/buyer";
import {
  FulfilmentCreateDocument,
  OrderCancelDocument,
  OrderLinesCancelDocument,
  OrderRefundDocument,
  ShipmentCreateDocument,
  WithdrawalDeclareDocument,
} from "@hansa/client/documents/orders";
import {
  CartCreateDocument,
  CartLinesAddDocument,
  CheckoutCompleteDocument,
  CheckoutReopenDocument,
  CheckoutStartDocument,
  CheckoutUpdateDocument,
  PaymentConfirmDocument,
  PaymentStartDocument,
} from "@hansa/client/documents/purchase";
import { isType, successOf } from "@hansa/client/mutation";
import type { Memory } from "../play.ts";
import { abroad, company, plenty, stepped } from "../shop/template.ts";
import {
  type Client,
  type ClientContext,
  readCheckout,
  type SeenOrder,
  sendOnce,
  sendUntilSettled,
  think,
} from "./client.ts";

type Trip = ClientContext & {
  name: string;
  client: Client;
  staff: Client;
  variantIds: readonly string[];
  remember(memory: Memory): void;
  /** The cart, once there is one. */
  cartId?: string;
};

/** How much of what is wanted is scarce. */
const scarceShare = 0.3;

/** Payment tokens by weight: mostly those that succeed. All but the one whose bank never takes money back: what is owed then stays owed, and a scene tells of it. */
const tokens = [
  ...Array.from({ length: 12 }, () => "tok_ok"),
  "tok_declined",
  "tok_insufficient_funds",
  "tok_second_step",
  "tok_second_step",
  "tok_slow",
  "tok_lost_answer",
  "tok_double_webhook",
  "tok_capture_refused",
  "tok_capture_lost_answer",
  "tok_processing",
  "tok_refund_pending",
  "tok_refund_fails",
  "tok_refund_fails_later",
  "tok_refund_comes_back",
  "tok_dispute_won",
  "tok_dispute_lost",
  "tok_refund_lost_answer",
];

/** True if an order was placed, as far as the client knows. */
export async function runShoppingTrip(trip: Trip): Promise<boolean> {
  const { client, name } = trip;
  const checkoutId = await openCheckout(trip);
  if (checkoutId === undefined) return false;
  const memory: Memory = { name, client, checkoutId, completion: undefined, orderIds: new Set() };
  trip.remember(memory);
  if (happens(trip, 0.05)) return false;
  if (happens(trip, 0.04)) return changeCart(trip);
  if (!(await fillIn(trip, checkoutId)) || happens(trip, 0.04)) return false;
  if (!(await pay(trip, checkoutId))) return false;
  if (happens(trip, 0.04)) await reopen(trip, checkoutId);
  if (happens(trip, 0.08)) return hasOrder(trip, checkoutId);

  const hurry = happens(trip, 0.15) ? cancelEarly(trip, checkoutId) : undefined;
  memory.completion = { checkoutId, idempotencyKey: `${name}-complete` };
  const responses = await sendUntilSettled(trip, client, CheckoutCompleteDocument, memory.completion);
  for (const response of responses) {
    if (!isType(response, "CheckoutCompleted")) continue;
    memory.orderIds.add(response.order.id);
    if (response.guestToken) client.guest.push(response.guestToken);
  }
  await hurry;
  const isPlaced = memory.orderIds.size > 0;
  if (isPlaced && happens(trip, 0.35)) await handleOrder(trip, checkoutId);
  return isPlaced;
}

async function openCheckout(trip: Trip): Promise<string | undefined> {
  const { client, name, variantIds } = trip;
  const lines = Array.from({ length: happens(trip, 0.3) ? 2 : 1 }, () => ({
    variantId: wanted(trip, happens(trip, scarceShare) ? variantIds.slice(plenty) : variantIds.slice(0, plenty)),
    quantity: 1 + Math.floor(trip.scheduler.chance() * 2),
  }));
  const currency = happens(trip, 0.2) ? stepped : "EUR";
  const [filled] = await sendUntilSettled(trip, client, CartCreateDocument, { currency, lines });
  const cart = successOf(filled)?.cart;
  if (!cart) return undefined;
  trip.cartId = cart.id;
  const email = happens(trip, 0.1) ? undefined : "buyer@hansa.example";
  const input = { cartId: cart.id, email, idempotencyKey: `${name}-start` };
  const started = await sendUntilSettled(trip, client, CheckoutStartDocument, input);
  return started.map(successOf).find((response) => response !== undefined)?.checkout.id;
}

function wanted({ scheduler }: Trip, variantIds: readonly string[]): string {
  return variantIds[Math.floor(scheduler.chance() * variantIds.length)] ?? "";
}

/** Puts something else into the cart, which ends the checkout; and leaves it at that. */
async function changeCart(trip: Trip): Promise<boolean> {
  const { client, variantIds, cartId } = trip;
  if (cartId !== undefined) {
    const input = { cartId, lines: [{ variantId: wanted(trip, variantIds), quantity: 1 }] };
    await sendOnce(trip, client, CartLinesAddDocument, input);
  }
  return false;
}

/** True if only the money is missing. */
async function fillIn(trip: Trip, checkoutId: string): Promise<boolean> {
  const { client } = trip;
  const shippingAddress = happens(trip, 0.3) ? (happens(trip, 0.5) ? company : abroad) : address;
  const input = { checkoutId, shippingAddress, email: "buyer@hansa.example" };
  const [addressed] = await sendUntilSettled(trip, client, CheckoutUpdateDocument, input);
  const checkout = successOf(addressed)?.checkout;
  const option = checkout?.shippingOptions.at(0);
  // Of what is digital nothing is sent.
  if (!option) return checkout?.missing.length === 0;
  const chosen = await sendUntilSettled(trip, client, CheckoutUpdateDocument, {
    checkoutId,
    shippingOptionId: option.id,
  });
  return chosen.some((response) => isType(response, "CheckoutSaved"));
}

/** Pays, with another card after the first was declined; true if the bank may have said yes. */
async function pay(trip: Trip, checkoutId: string, attempt = 1): Promise<boolean> {
  const { client, name, scheduler } = trip;
  const paymentToken = attempt === 1 ? tokens[Math.floor(scheduler.chance() * tokens.length)] : "tok_ok";
  const input = { checkoutId, methodCode: "card", paymentToken, idempotencyKey: `${name}-pay-${attempt}` };
  const [response] = await sendUntilSettled(trip, client, PaymentStartDocument, input);
  if (response === undefined) return true;
  if (isType(response, "PaymentDeclinedError")) return attempt === 1 && happens(trip, 0.7) && pay(trip, checkoutId, 2);
  if (!isType(response, "PaymentStarted")) return false;
  return response.payment.state === "REQUIRES_ACTION" ? confirm(trip, checkoutId, response.payment.id) : true;
}

async function confirm(trip: Trip, checkoutId: string, paymentId: string): Promise<boolean> {
  const { client, name } = trip;
  if (happens(trip, 0.15)) return false;
  if (happens(trip, 0.3)) await reopen(trip, checkoutId);
  const paymentToken = happens(trip, 0.2) ? "tok_second_step_failed" : "tok_second_step_ok";
  const input = { paymentId, checkoutId, paymentToken, idempotencyKey: `${name}-confirm` };
  const [response] = await sendUntilSettled(trip, client, PaymentConfirmDocument, input);
  return response === undefined || response.__typename === "PaymentConfirmed";
}

/** Unlocks the checkout and pays again. */
async function reopen(trip: Trip, checkoutId: string): Promise<void> {
  const input = { checkoutId, idempotencyKey: `${trip.name}-reopen` };
  const [response] = await sendUntilSettled(trip, trip.client, CheckoutReopenDocument, input);
  if (successOf(response) && happens(trip, 0.7)) await pay(trip, checkoutId, 3);
}

async function hasOrder(trip: Trip, checkoutId: string): Promise<boolean> {
  await think(trip, 4_000);
  return (await readCheckout(trip, trip.client, checkoutId))?.order != null;
}

/** Cancels the order, or withdraws from it, as soon as it can be seen, while it is still being made. */
async function cancelEarly(trip: Trip, checkoutId: string): Promise<void> {
  for (let looks = 0; looks < 6; looks += 1) {
    await think(trip, 15);
    const order = (await readCheckout(trip, trip.client, checkoutId))?.order;
    if (order) return happens(trip, 0.3) ? withdraw(trip, order) : cancel(trip, order);
  }
}

async function cancel(trip: Trip, { id }: Pick<SeenOrder, "id">): Promise<void> {
  const client = trip.client.guest.length > 0 ? trip.client : trip.staff;
  await sendUntilSettled(trip, client, OrderCancelDocument, { orderId: id, idempotencyKey: `${trip.name}-cancel` });
}

/** Withdraws from all of the order, or from a unit of it, as its buyer or as a stranger who knows its number and address. */
async function withdraw(trip: Trip, { number, lines }: SeenOrder): Promise<void> {
  const { name, client } = trip;
  const [line] = lines;
  const parts = line && happens(trip, 0.4) ? [{ lineId: line.id, quantity: 1 }] : undefined;
  const entered = { orderNumber: number, email: "buyer@hansa.example", lastName: "Brandt", parts };
  const by = happens(trip, 0.5) ? client : { ...client, guest: [] };
  await sendUntilSettled(trip, by, WithdrawalDeclareDocument, { ...entered, idempotencyKey: `${name}-withdraw` });
}

/** Actions of buyers and staff on a placed order. */
async function handleOrder(trip: Trip, checkoutId: string): Promise<void> {
  await think(trip, 3_000);
  const order = (await readCheckout(trip, trip.client, checkoutId))?.order;
  const [line] = order?.lines ?? [];
  if (!order || !line) return;
  const what = trip.scheduler.chance();
  if (what < 0.2) return cancel(trip, order);
  if (what < 0.3) return withdraw(trip, order);
  if (what < 0.55) await refund(trip, order, line.id);
  else if (what < 0.7) await cancelUnit(trip, order, line.id);
  else if (await send(trip, order)) {
    if (happens(trip, 0.3)) await withdraw(trip, order);
    await (happens(trip, 0.5) ? refund(trip, order, line.id) : cancelUnit(trip, order, line.id));
  }
}

async function refund(trip: Trip, { id }: SeenOrder, lineId: string): Promise<void> {
  const what = happens(trip, 0.5) ? { lines: [{ lineId, quantity: 1, restock: true }] } : { shippingMinor: 100 };
  const reason = "A simulated change of mind.";
  const first = { orderId: id, reason, ...what, idempotencyKey: `${trip.name}-refund` };
  const [response] = await sendUntilSettled(trip, trip.staff, OrderRefundDocument, first);
  if (successOf(response)?.refund.state === "FAILED")
    await sendOnce(trip, trip.staff, OrderRefundDocument, { ...first, idempotencyKey: `${trip.name}-refund-2` });
}

async function cancelUnit(trip: Trip, { id }: SeenOrder, lineId: string): Promise<void> {
  const input = { orderId: id, parts: [{ lineId, quantity: 1 }], idempotencyKey: `${trip.name}-unit` };
  await sendUntilSettled(trip, trip.staff, OrderLinesCancelDocument, input);
}

async function send(trip: Trip, { id, lines }: SeenOrder): Promise<boolean> {
  const isPart = happens(trip, 0.5);
  const parts = (isPart ? lines.slice(0, 1) : lines).map((line) => ({
    lineId: line.id,
    quantity: isPart ? 1 : line.quantity,
  }));
  const prepared = { orderId: id, parts, idempotencyKey: `${trip.name}-set` };
  const [set] = await sendUntilSettled(trip, trip.staff, FulfilmentCreateDocument, prepared);
  if (!isType(set, "FulfilmentCreated")) return false;
  const input = { fulfilmentId: set.fulfilment.id, carrier: "Kogge Parcel", idempotencyKey: `${trip.name}-send` };
  return (await sendUntilSettled(trip, trip.staff, ShipmentCreateDocument, input)).length > 0;
}

function happens({ scheduler }: Pick<Trip, "scheduler">, share: number): boolean {
  return scheduler.chance() < share;
}
