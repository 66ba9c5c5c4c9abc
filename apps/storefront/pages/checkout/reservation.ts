/** The reservation of a checkout: it is extended by a press, and once it is over the goods are reserved again with what was saved. */
import type { AddressInput } from "../../generated/graphql.ts";
import { startCheckout } from "../cart/actions.ts";
import { type CheckoutUpdate, type StepOutcome, updateCheckout } from "./actions.ts";
import type { CheckoutContent } from "./reading.ts";

/** A reservation that ends so much later is extended, in milliseconds; the shop has a longest one. */
const leastExtensionMs = 20_000;

/** Saves in the checkout, or where its reservation is over in the one that takes its place. Throws if it is not known whether that was done. */
export async function saveCheckout(checkout: CheckoutContent, update: CheckoutUpdate): Promise<StepOutcome> {
  const saved = checkout.state === "EXPIRED" ? undefined : await updateCheckout(checkout.id, update);
  if (saved !== undefined && saved.kind !== "expired") return saved;
  const id = await reserveAgain(checkout);
  return id === undefined ? { kind: "read again" } : updateCheckout(id, update);
}

type Saved = Pick<CheckoutContent, "cart" | "email" | "shippingAddress" | "billingAddress" | "selectedShipping">;

/** Reserves the goods of a checkout that is over again: the id of the new one, which has what was saved; undefined if they cannot be had so. */
export async function reserveAgain(expired: Saved): Promise<string | undefined> {
  const { checkoutId } = await startCheckout(expired.cart);
  if (checkoutId === undefined) return undefined;
  // Where the shop refuses some of it, its form asks again.
  for (const update of savedIn(expired)) await updateCheckout(checkoutId, update).catch(() => undefined);
  return checkoutId;
}

/** Extends the reservation by a step that changes nothing: the checkout as it is now, and whether it has more time. */
export async function extendReservation(
  checkout: CheckoutContent,
): Promise<{ now?: CheckoutContent; isLonger: boolean }> {
  const outcome = await updateCheckout(checkout.id, {});
  if (outcome.kind !== "saved") return { isLonger: false };
  const now = outcome.checkout;
  const isLonger = endOf(now) - endOf(checkout) >= leastExtensionMs;
  return { now, isLonger };
}

function endOf({ reservedUntil }: CheckoutContent): number {
  return reservedUntil ? Date.parse(reservedUntil) : 0;
}

/** The changes that bring a new checkout to where this one was. */
function savedIn({ email, shippingAddress, billingAddress, selectedShipping }: Saved): CheckoutUpdate[] {
  const contact: CheckoutUpdate = {
    ...(email ? { email } : {}),
    ...(shippingAddress ? { shippingAddress: sentAgain(shippingAddress) } : {}),
    ...(billingAddress ? { billingAddress: sentAgain(billingAddress) } : {}),
  };
  const option: CheckoutUpdate = selectedShipping ? { shippingOptionId: selectedShipping.id } : {};
  return [contact, option].filter((update) => Object.keys(update).length > 0);
}

/** A saved address as it is given: a field that its country does not use is empty, as the graph wants it. */
function sentAgain(saved: NonNullable<CheckoutContent["shippingAddress"]>): AddressInput {
  const { regionName: _name, lastName, line1, city, postalCode, ...address } = saved;
  return {
    ...address,
    ...{ lastName: lastName ?? "", line1: line1 ?? "", city: city ?? "", postalCode: postalCode ?? "" },
  };
}
