/** What the people of a scene do, step by step. They expect that whatever they ask for comes about in the end. */
import { guest } from "@hansa/kit/testing/graphql-client";
import { type Asking, askOften, body, type Client, lookAt } from "../client.ts";
import {
  cartCreate,
  checkoutComplete,
  checkoutStart,
  checkoutUpdate,
  fulfilmentCreate,
  type Mutation,
  type Payload,
  paymentConfirm,
  paymentStart,
  type SeenOrder,
  shipmentCreate,
} from "../mutations.ts";
import { staff, customer as viewerOf } from "../people.ts";
import type { Memory, Scenery } from "../play.ts";
import { address } from "../trip.ts";

export type Cast = Scenery & {
  /** Of this telling of the scene: keys are made of it. */
  name: string;
  variantIds: readonly string[];
  /** Somebody with an account, if it is to be theirs. */
  userId: string;
  /** Where the stores lie. */
  folder: string;
  /** Whose cart and order it is. */
  client: Client;
};

/** Something to buy: a place on the shelves, and how many. */
export type Wish = { shelf: number; quantity: number };

/** Whoever dies, and whatever waits for a lock then, somebody answers long before that. */
const mostTries = 60;

export const one: Wish = { shelf: 0, quantity: 1 };
export const second = 1_000;
export const minute = 60 * second;
export const day = 24 * 60 * minute;

export function passer(): Client {
  return { viewer: guest, guest: [] };
}

export function customer(id: string): Client {
  return { viewer: viewerOf(id), guest: [] };
}

/** Lets time pass while everybody goes on with their work. */
export function pass({ scheduler }: Asking, ms: number): Promise<void> {
  return scheduler.sleep(body, ms, "busy");
}

/** A long time passes at once; then everybody has a while for what follows. */
export async function jump(cast: Asking, ms: number): Promise<void> {
  cast.scheduler.jump(ms);
  await pass(cast, 15 * second);
}

/** Asks for something, as whoever's order it is. */
export function please(cast: Cast, mutation: Mutation, input: object): Promise<Payload> {
  return asked(cast, cast.client, mutation, input);
}

/** Does something, as a colleague. */
export function work(cast: Cast, mutation: Mutation, input: object): Promise<Payload> {
  return asked(cast, staff, mutation, input);
}

async function asked(cast: Cast, client: Client, mutation: Mutation, input: object): Promise<Payload> {
  return expected(await askOften(cast, client, mutation, input, mostTries), `an answer to ${mutation.field}`);
}

export async function fillCart({ variantIds, ...cast }: Cast, ...wishes: Wish[]): Promise<string> {
  const lines = wishes.map(({ shelf, quantity }) => ({ variantId: variantIds[shelf], quantity }));
  const { cart } = await please({ variantIds, ...cast }, cartCreate, { currency: "EUR", lines });
  return expected(cart?.id, "a cart");
}

/** Begins to buy what is in a cart; undefined if it cannot be. */
export async function begin(cast: Cast, cartId: string, email?: string): Promise<string | undefined> {
  const input = { cartId, email, idempotencyKey: `${cast.name}-start-${cartId}` };
  return (await please(cast, checkoutStart, input)).checkout?.id;
}

/** A checkout that only has to be paid. */
export async function readyToPay(cast: Cast, ...wishes: Wish[]): Promise<string> {
  const checkoutId = expected(await begin(cast, await fillCart(cast, ...wishes)), "a checkout");
  await fillIn(cast, { checkoutId, shippingAddress: address, email: "buyer@hansa.example" });
  return checkoutId;
}

/** Says where to send it and how. */
export async function fillIn(cast: Cast, input: { checkoutId: string } & Record<string, unknown>): Promise<void> {
  const { checkout } = await please(cast, checkoutUpdate, input);
  const option = expected(checkout?.shippingOptions.at(0), "a way to send it");
  await please(cast, checkoutUpdate, { checkoutId: input.checkoutId, shippingOptionId: option.id });
}

export function pay(cast: Cast, checkoutId: string, paymentToken: string, more: object = {}): Promise<Payload> {
  const idempotencyKey = `${cast.name}-pay-${checkoutId}-${paymentToken}`;
  return please(cast, paymentStart, { checkoutId, methodCode: "card", paymentToken, idempotencyKey, ...more });
}

/** Pays with a card whose bank wants a second step; gives the payment. */
export async function startSecondStep(cast: Cast, checkoutId: string, idempotencyKey?: string): Promise<string> {
  const more = idempotencyKey === undefined ? {} : { idempotencyKey };
  const { payment } = await pay(cast, checkoutId, "tok_second_step", more);
  return expected(payment, "a payment").id;
}

/** Takes the second step. */
export async function confirm(cast: Cast, checkoutId: string, paymentId: string): Promise<void> {
  const idempotencyKey = `${cast.name}-confirm-${paymentId}`;
  const paymentToken = "tok_second_step_ok";
  await please(cast, paymentConfirm, { paymentId, checkoutId, paymentToken, idempotencyKey });
}

/** Completes a paid checkout; gives its order as it is a moment later. */
export async function complete(cast: Cast, checkoutId: string): Promise<SeenOrder> {
  const { name, client } = cast;
  const completion = { checkoutId, idempotencyKey: `${name}-complete-${checkoutId}` };
  const memory: Memory = { name, client, checkoutId, completion, orderIds: new Set() };
  cast.remember(memory);
  const { order, guestToken } = await please(cast, checkoutComplete, completion);
  memory.orderIds.add(expected(order?.id, "an order"));
  if (guestToken) client.guest.push(guestToken);
  return orderOf(cast, checkoutId);
}

/** The order of a checkout, once there is one. */
export async function orderOf(cast: Cast, checkoutId: string): Promise<SeenOrder> {
  for (let looks = 0; looks < 30; looks += 1) {
    const order = (await lookAt(cast, cast.client, checkoutId))?.order;
    if (order) return order;
    await pass(cast, second);
  }
  throw new Error(`${cast.name}: ${checkoutId} has not become an order`);
}

/** Buys something from beginning to end. */
export async function buy(cast: Cast, wishes: readonly Wish[] = [one], token = "tok_ok"): Promise<SeenOrder> {
  const checkoutId = await readyToPay(cast, ...wishes);
  await pay(cast, checkoutId, token);
  const order = await complete(cast, checkoutId);
  await pass(cast, 2 * second);
  return order;
}

/** The warehouse sends units of the first line; gives the parcel's id. */
export async function send(cast: Cast, order: SeenOrder, quantity = 1): Promise<string> {
  const lineId = expected(order.lines.at(0), "a line").id;
  const parts = [{ lineId, quantity }];
  const key = `${cast.name}-${lineId}-${quantity}`;
  const set = await work(cast, fulfilmentCreate, { orderId: order.id, parts, idempotencyKey: `${key}-set` });
  const fulfilmentId = expected(set.fulfilment?.id, "something set aside");
  const parcel = { fulfilmentId, carrier: "Kogge Parcel", idempotencyKey: `${key}-send` };
  return expected((await work(cast, shipmentCreate, parcel)).shipment?.id, "a parcel");
}

/** Tries something again as long as whoever does it dies over it. */
export async function insisting(cast: Cast, work: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    try {
      await work();
      return;
    } catch {
      await pass(cast, second);
    }
  }
  throw new Error(`${cast.name}: it cannot be done`);
}

export function expected<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`there is not ${what}`);
  return value;
}
