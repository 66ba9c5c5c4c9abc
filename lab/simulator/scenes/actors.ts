/** The actors of a scene: steps of buyers and staff, each repeated until it succeeds. */

import { address, createCart, setShipping } from "@hansa/client/buyer";
import {
  CheckoutCompleteDocument,
  CheckoutStartDocument,
  PaymentConfirmDocument,
  PaymentStartDocument,
} from "@hansa/client/documents/purchase";
import type { AddressInput, PaymentStartInput, TypedDocumentString } from "@hansa/client/generated/graphql";
import {
  type MutationDocument,
  type Payload,
  perform,
  type Route,
  requireSuccess,
  rootFieldOf,
  successOf,
} from "@hansa/client/mutation";
import { shipParts } from "@hansa/client/staff-desk";
import { guest } from "@hansa/kit/testing";
import {
  type Client,
  type ClientContext,
  clientLife,
  readCheckout,
  type SeenOrder,
  sendWithRetries,
} from "../clients/client.ts";
import { staff, customer as viewerOf } from "../clients/viewers.ts";
import type { Memory, PlayContext } from "../play.ts";

export type Actors = PlayContext & {
  /** Of this telling of the scene: keys are made of it. */
  name: string;
  variantIds: readonly string[];
  /** The id of the buyer's account, if the scene needs one. */
  userId: string;
  /** The folder of the stores. */
  folder: string;
  /** Whose cart and order it is. */
  client: Client;
  /** The currency of the carts; EUR if absent. */
  currency?: string;
  /** The address of a purchase; one in Germany if absent. */
  address?: AddressInput;
};

/** A wish: the index of a variant, and a quantity. */
export type Wish = { shelf: number; quantity: number };

/** More attempts than any crash or locked store needs. */
const maxAttempts = 60;

export const one: Wish = { shelf: 0, quantity: 1 };
export const second = 1_000;
export const minute = 60 * second;
export const day = 24 * 60 * minute;

export function newGuest(): Client {
  return { viewer: guest, guest: [] };
}

export function customer(id: string): Client {
  return { viewer: viewerOf(id), guest: [] };
}

/** Lets time pass while all other work continues. */
export function pass({ scheduler }: ClientContext, ms: number): Promise<void> {
  return scheduler.sleep(clientLife, ms, "busy");
}

/** A long time passes at once; then everybody has a while for what follows. */
export async function jump(cast: ClientContext, ms: number): Promise<void> {
  cast.scheduler.jump(ms);
  await pass(cast, 15 * second);
}

/** Sends a mutation as the buyer. */
export function sendAsBuyer<Result extends Payload, Input>(
  cast: Actors,
  mutation: MutationDocument<Result, Input>,
  input: Input,
): Promise<Result> {
  return sendAs(cast, cast.client, mutation, input);
}

/** Asks orders as a member of staff; the data as they came. */
export async function askAsStaff<Variables extends Record<string, unknown>>(
  { shop }: Actors,
  document: TypedDocumentString<unknown, Variables>,
  variables: Variables,
): Promise<unknown> {
  const request = { query: document.toString(), variables, viewer: staff.viewer };
  return (await shop.ask("orders", request, 10 * second)).data;
}

/** Sends a mutation as a member of staff. */
export function sendAsStaff<Result extends Payload, Input>(
  cast: Actors,
  mutation: MutationDocument<Result, Input>,
  input: Input,
): Promise<Result> {
  return sendAs(cast, staff, mutation, input);
}

async function sendAs<Result extends Payload, Input>(
  cast: Actors,
  client: Client,
  mutation: MutationDocument<Result, Input>,
  input: Input,
): Promise<Result> {
  const response = await sendWithRetries({ ...cast, maxAttempts }, client, mutation, input);
  return expected(response, `an answer to ${rootFieldOf(mutation)}`);
}

/** The buyer's mutations, for the steps of a purchase. */
export function buyerOf(cast: Actors): Route {
  return { send: (mutation, input) => sendAsBuyer(cast, mutation, input) };
}

export function fillCart(cast: Actors, ...wishes: Wish[]): Promise<string> {
  const lines = wishes.map(({ shelf, quantity }) => ({ variantId: variantOf(cast, shelf), quantity }));
  return createCart(buyerOf(cast), { currency: cast.currency ?? "EUR", lines });
}

/** The variant with this index. */
export function variantOf({ variantIds }: Actors, shelf: number): string {
  return expected(variantIds[shelf], "a variant");
}

/** Begins to buy what is in a cart; undefined if it cannot be. */
export async function begin(cast: Actors, cartId: string, email?: string): Promise<string | undefined> {
  const input = { cartId, email, idempotencyKey: `${cast.name}-start-${cartId}` };
  return successOf(await sendAsBuyer(cast, CheckoutStartDocument, input))?.checkout.id;
}

/** A checkout that only has to be paid. */
export async function readyToPay(cast: Actors, ...wishes: Wish[]): Promise<string> {
  const checkoutId = expected(await begin(cast, await fillCart(cast, ...wishes)), "a checkout");
  const shippingAddress = cast.address ?? address;
  await setShipping(buyerOf(cast), checkoutId, { shippingAddress, email: "buyer@hansa.example" });
  return checkoutId;
}

/** Pays, and gives the response. */
export function pay(cast: Actors, checkoutId: string, paymentToken: string, more: Partial<PaymentStartInput> = {}) {
  const idempotencyKey = `${cast.name}-pay-${checkoutId}-${paymentToken}`;
  const input = { checkoutId, methodCode: "card", paymentToken, idempotencyKey, ...more };
  return sendAsBuyer(cast, PaymentStartDocument, input);
}

/** Pays with a card whose bank wants a second step; gives the payment. */
export async function startSecondStep(cast: Actors, checkoutId: string, idempotencyKey?: string): Promise<string> {
  const more = idempotencyKey === undefined ? {} : { idempotencyKey };
  return requireSuccess(await pay(cast, checkoutId, "tok_second_step", more)).payment.id;
}

/** Takes the second step. */
export async function confirm(cast: Actors, checkoutId: string, paymentId: string): Promise<void> {
  const idempotencyKey = `${cast.name}-confirm-${paymentId}`;
  const paymentToken = "tok_second_step_ok";
  await sendAsBuyer(cast, PaymentConfirmDocument, { paymentId, checkoutId, paymentToken, idempotencyKey });
}

/** Completes a paid checkout; gives its order as it is a moment later. */
export async function complete(cast: Actors, checkoutId: string): Promise<SeenOrder> {
  const { name, client } = cast;
  const completion = { checkoutId, idempotencyKey: `${name}-complete-${checkoutId}` };
  const memory: Memory = { name, client, checkoutId, completion, orderIds: new Set() };
  cast.remember(memory);
  const { order, guestToken } = await perform(buyerOf(cast), CheckoutCompleteDocument, completion);
  memory.orderIds.add(order.id);
  if (guestToken) client.guest.push(guestToken);
  return orderOf(cast, checkoutId);
}

/** The order of a checkout, once there is one: an event that became a dead letter is applied within a minute. */
export async function orderOf(cast: Actors, checkoutId: string): Promise<SeenOrder> {
  for (let looks = 0; looks < 90; looks += 1) {
    const order = (await readCheckout(cast, cast.client, checkoutId))?.order;
    if (order) return order;
    await pass(cast, second);
  }
  throw new Error(`${cast.name}: ${checkoutId} has not become an order`);
}

/** Buys something from beginning to end; a crash of a service delays the end. */
export async function buy(cast: Actors, wishes: readonly Wish[] = [one], token = "tok_ok"): Promise<SeenOrder> {
  const checkoutId = await readyToPay(cast, ...wishes);
  await pay(cast, checkoutId, token);
  const order = await complete(cast, checkoutId);
  await pass(cast, 2 * second);
  for (let looks = 0; looks < maxAttempts; looks += 1) {
    if ((await orderOf(cast, checkoutId)).state !== "PENDING_PAYMENT") break;
    await pass(cast, 2 * second);
  }
  return order;
}

/** The warehouse sends units of the first line; gives the parcel's id. */
export function send(cast: Actors, order: SeenOrder, quantity = 1): Promise<string> {
  const lineId = expected(order.lines.at(0), "a line").id;
  const parcel = { orderId: order.id, parts: [{ lineId, quantity }], carrier: "Kogge Parcel" };
  const route: Route = { send: (mutation, input) => sendAsStaff(cast, mutation, input) };
  return shipParts(route, { ...parcel, key: `${cast.name}-${lineId}-${quantity}` });
}

/** Repeats the work as long as its service crashes during it. */
export async function retryUntilDone(cast: Actors, work: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; tries < maxAttempts; tries += 1) {
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
