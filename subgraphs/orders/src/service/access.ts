/** Whose cart, checkout and order it is. What is not yours is answered as if it were not there. */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { codedError } from "@hansa/kit/errors";
import type { RequestContext } from "@hansa/kit/graph-door";
import { hasScope } from "@hansa/kit/identity";
import { placeOf } from "@hansa/kit/place";
import type { Reader } from "@hansa/kit/store";
import { wasErased } from "../store/erasures.ts";
import type { CartRow, CheckoutRow, OrderRow } from "../store/tables.ts";

type Asker = Pick<RequestContext, "viewer" | "guest">;

/** The id of whoever is signed in; null for a guest, and for a program, which owns nothing. */
export function userIdOf({ viewer }: Pick<RequestContext, "viewer">): string | null {
  return viewer.kind === "user" ? viewer.id : null;
}

/** Nothing new becomes theirs who were erased while their access token still holds: nobody would take it away again. Throws if they were. */
export async function refuseErased(db: Reader, userId: string | null): Promise<void> {
  if (userId !== null && (await wasErased(db, userId))) throw codedError("UNAUTHENTICATED", "Sign in first.");
}

/** A guest's cart or checkout belongs to whoever knows its id; a customer's to that customer alone. */
export function mayUse(
  asker: Pick<RequestContext, "viewer">,
  { ownerId }: Pick<CartRow | CheckoutRow, "ownerId">,
): boolean {
  return ownerId === null || ownerId === userIdOf(asker);
}

/**
 * An order is seen by its customer, by staff, and, if it never had an account, by whoever holds its token or its checkout's id. One whose
 * customer was erased is the shop's alone.
 */
export function maySee(asker: Asker, order: OrderRow, secret: string, token?: string | null): boolean {
  return hasScope(asker.viewer, "orders:read") || isBuyer(asker, order, secret, token);
}

/** Whether this is who bought: the customer, or for an order without an account whoever holds its token or its checkout's id. */
export function isBuyer(asker: Asker, order: OrderRow, secret: string, token?: string | null): boolean {
  const { guest } = asker;
  if (order.customerId !== null) return order.customerId === userIdOf(asker);
  if (order.erasedAt !== null) return false;
  const expected = guestToken(secret, order.id);
  return (
    guest.includes(order.checkoutId) ||
    [token, ...guest].some((given) => typeof given === "string" && isSame(given, expected))
  );
}

/**
 * A keyed hash of the network that a request came from: an IPv4 address, or an IPv6 /64. Requests of one network have the same; nobody
 * without the key can tell the address. Null if the address is unknown.
 */
export function networkOf({
  from,
  guestSecret,
}: Pick<RequestContext, "from"> & { guestSecret: string }): string | null {
  const network = placeOf(from.address ?? "");
  if (network === undefined) return null;
  return createHmac("sha256", guestSecret).update(`network ${network}`).digest("base64url");
}

/** Opens an order without an account. Derived from its id, so that a replay and the e-mail give the same one. */
export function guestToken(secret: string, orderId: string): string {
  return createHmac("sha256", secret).update(orderId).digest("base64url");
}

/** By this payments recognises the token, without being able to make it. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

/** Compares secrets in a time that says nothing of how much of them is right. */
export function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
