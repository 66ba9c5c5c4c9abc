/** Access to carts, checkouts and orders: a viewer without access gets the same response as for an unknown id. */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { keyOf, type RequestKey } from "@hansa/kit/coordination";
import { clearLoaders } from "@hansa/kit/graphql";
import { type HashedNetwork, hashNetworks, hasScope, viewerIdOf } from "@hansa/kit/identity";
import { CodedError } from "@hansa/kit/runtime";
import type { RequestContext } from "@hansa/kit/server";
import type { Reader } from "@hansa/kit/store";
import type { Context, Deps } from "../context.ts";
import type { OrderLink } from "../peers/peers.ts";
import { findCart } from "../store/cart/carts.ts";
import { findCheckout } from "../store/checkout/checkouts.ts";
import { findOrdersByIds } from "../store/order/orders.ts";
import { isErased } from "../store/privacy/erasures.ts";
import type { CartRow, CheckoutRow, OrderEventRow, OrderRow, OrderSummary } from "../store/tables.ts";

type AccessContext = Pick<RequestContext, "viewer" | "guest">;

/** The id of the signed-in customer; null for a guest, and for an API client, which owns nothing. */
export function userIdOf({ viewer }: Pick<RequestContext, "viewer">): string | null {
  return viewer.kind === "user" ? viewer.id : null;
}

/** Throws if the user was erased while the access token is still valid: data created now would never be erased. */
export async function rejectErasedUser(db: Reader, userId: string | null): Promise<void> {
  if (userId !== null && (await isErased(db, userId))) throw new CodedError("UNAUTHENTICATED", "Sign in first.");
}

/** A guest's cart or checkout is open to every holder of its id; a customer's only to that customer. */
export function mayUse(
  sender: Pick<RequestContext, "viewer">,
  { ownerId }: Pick<CartRow | CheckoutRow, "ownerId">,
): boolean {
  return ownerId === null || ownerId === userIdOf(sender);
}

/**
 * Whether the viewer is the buyer of a checkout that it may use: its customer, or for a guest's the sender of its id in the header
 * `hansa-guest`. The id alone stands in addresses and variables, which are logged and passed on.
 */
export function isCheckoutBuyer(sender: AccessContext, { id, ownerId }: Pick<CheckoutRow, "id" | "ownerId">): boolean {
  return ownerId === null ? sender.guest.includes(id) : ownerId === userIdOf(sender);
}

/**
 * An order is visible to its customer, to staff and, if it was placed without an account, to the holder of its token or of its checkout's
 * id. After the erasure of its customer only staff sees it.
 */
export function maySee(sender: AccessContext, order: OrderSummary, secret: string, token?: string | null): boolean {
  return hasScope(sender.viewer, "orders:read") || isBuyer(sender, order, secret, token);
}

/** Whether the viewer is the buyer: the customer, or for a guest order, also one that joined an account, the holder of its token or of its checkout's id. */
export function isBuyer(sender: AccessContext, order: OrderSummary, secret: string, token?: string | null): boolean {
  const { guest } = sender;
  if (order.customerId !== null && order.customerId === userIdOf(sender)) return true;
  if (order.erasedAt !== null || !isGuestOrder(order)) return false;
  const expected = deriveGuestToken(secret, order);
  return (
    guest.includes(order.checkoutId) ||
    [token, ...guest].some((candidate) => typeof candidate === "string" && isSameSecret(candidate, expected))
  );
}

/** Whether an order was placed without an account. It may have joined one since. */
export function isGuestOrder({ customerId, joinedAt }: Pick<OrderSummary, "customerId" | "joinedAt">): boolean {
  return customerId === null || joinedAt !== null;
}

/** The hashes of the networks that a request came from, the narrowest first; none where networks are not counted. */
export function hashedNetworksOf({
  from,
  guestSecret,
  production,
}: Pick<RequestContext, "from"> & Pick<Deps, "guestSecret" | "production">): HashedNetwork[] {
  return hashNetworks(from, { secret: guestSecret, production });
}

/**
 * The token that gives access to a guest order. It is derived from the order, so that a replay and the e-mail contain the same one, until the
 * e-mail address is corrected.
 */
export function deriveGuestToken(secret: string, order: Pick<OrderSummary, "id" | "linkVersion">): string {
  return createHmac("sha256", secret).update(linkedId(order)).digest("base64url");
}

/** The text that links of the order's present version are derived from: the first version has the id alone. */
export function linkedId({ id, linkVersion }: Pick<OrderSummary, "id" | "linkVersion">): string {
  return linkVersion === 0 ? id : `${id}\n${linkVersion}`;
}

/**
 * The token that confirms a stranger's declaration of withdrawal from an order. Derived like the other one, it is stored nowhere, and ends with a
 * corrected e-mail address alone.
 */
export function deriveConfirmationToken(
  secret: string,
  withdrawalId: string,
  { linkVersion }: Pick<OrderSummary, "linkVersion">,
): string {
  const text = `withdrawal confirmation ${linkedId({ id: withdrawalId, linkVersion })}`;
  return createHmac("sha256", secret).update(text).digest("base64url");
}

/** Compares secrets in constant time. */
export function isSameSecret(candidate: string, expected: string): boolean {
  const [a, b] = [Buffer.from(candidate), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The link of an order for payments, which recognises the guest token by its hash without being able to create it. */
export function createOrderLink({ guestSecret }: Pick<Deps, "guestSecret">, order: OrderRow): OrderLink {
  const { id, number, customerId, joinedAt } = order;
  const guestTokenHash = hashGuestToken(guestSecret, order);
  return { orderId: id, number, guestTokenHash, customerId, hasJoined: joinedAt !== null };
}

/** The hash of the guest token: enough to recognise the token, not to make it. */
export function hashGuestToken(secret: string, order: Pick<OrderSummary, "id" | "linkVersion">): string {
  return createHash("sha256").update(deriveGuestToken(secret, order)).digest("base64url");
}

/** The checkout if its goods are reserved and the viewer may use it. */
export async function findOwnCheckout(context: Context, db: Reader, id: string): Promise<CheckoutRow | undefined> {
  const checkout = await findCheckout(db, id);
  return checkout?.reserved && mayUse(context, checkout) ? checkout : undefined;
}

/** The cart of a checkout, which is never deleted before it. */
export async function cartOf(db: Reader, { cartId }: CheckoutRow): Promise<CartRow> {
  const cart = await findCart(db, cartId);
  if (!cart) throw new Error("the cart of a checkout does not exist");
  return cart;
}

/** The actor of a change, as the timeline stores it. */
export type Actor = Pick<OrderEventRow, "actor" | "actorId">;

/** The shop as the actor of automatic changes. */
export const shopActor: Actor = { actor: "SHOP", actorId: null };

type OrderReference = { orderId: string; guestToken?: string | null | undefined };

/** The order if the viewer bought it or has the staff scope; undefined otherwise, as for an unknown id. */
export async function findAccessibleOrder(
  context: Context,
  db: Reader,
  { orderId, guestToken }: OrderReference,
  staffScope: string,
): Promise<OrderRow | undefined> {
  const [order] = await findOrdersByIds(db, [orderId]);
  if (!order) return undefined;
  const isAllowed = hasScope(context.viewer, staffScope) || isBuyer(context, order, context.guestSecret, guestToken);
  return isAllowed ? order : undefined;
}

/** The viewer as an actor: the buyer acts as a customer, even with a staff role; every other viewer acts as staff. */
export function actorOf(context: Context, order: OrderSummary, guestToken?: string | null): Actor {
  const isOwn = isBuyer(context, order, context.guestSecret, guestToken);
  return { actor: isOwn ? "CUSTOMER" : "STAFF", actorId: viewerIdOf(context.viewer) ?? null };
}

/** The staff member or API client of the request; the schema has already required a scope. */
export function requireStaff(context: Context): { actor: "STAFF"; actorId: string } {
  const actorId = viewerIdOf(context.viewer);
  if (actorId === undefined) throw new Error("a staff operation was called by an anonymous viewer");
  return { actor: "STAFF", actorId };
}

/** The idempotency key of a mutation. Keys are separate for each customer; keys of guests belong to the subject of the mutation. */
export function createRequestKey(
  context: Context,
  operation: string,
  subjectId: string,
  input: { idempotencyKey: string },
): RequestKey {
  return keyOf(userIdOf(context) ?? subjectId, operation, input);
}

/** Clears the loaders of this request, which a mutation has invalidated, and reads the order again. */
export async function reloadOrder({ store, loaders }: Context, id: string): Promise<OrderRow> {
  clearLoaders(loaders);
  const [order] = await store.read((db) => findOrdersByIds(db, [id]));
  if (!order) throw new Error("a changed order does not exist");
  return order;
}
