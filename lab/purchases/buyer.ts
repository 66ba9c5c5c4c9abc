/** A buyer: takes a drawn purchase from the cart to the confirmed order. */
import { completeCheckout, createCart, requireOrder, startCheckout, startPaymentOnce } from "@hansa/client/buyer";
import { CheckoutUpdateDocument } from "@hansa/client/documents/purchase";
import { CartCodeApplyDocument } from "@hansa/client/documents/settings";
import type { AddressInput } from "@hansa/client/generated/graphql";
import { mutate, perform, requireSuccess } from "@hansa/client/mutation";
import { guest } from "@hansa/kit/testing";
import { routeInProcess } from "../../cli/host/in-process-client.ts";
import type { PurchaseShop } from "./shop.ts";
import type { Buyer, Purchase } from "./terms.ts";

export type Placed = { id: string; number: string; email: string; guestToken: string | undefined };

const places: Readonly<Record<string, Pick<AddressInput, "city" | "postalCode">>> = {
  DE: { city: "Lübeck", postalCode: "23552" },
  FR: { city: "Lyon", postalCode: "69001" },
  AT: { city: "Wien", postalCode: "1010" },
  NL: { city: "Utrecht", postalCode: "3511 AB" },
  CH: { city: "Zürich", postalCode: "8001" },
};

/** Buys; `name` is a name for its idempotency keys. Throws if the order is not confirmed. */
export async function buy({ shop, variants }: PurchaseShop, purchase: Purchase, name: string): Promise<Placed> {
  const route = routeInProcess(shop, guest);
  const lines = purchase.lines.map(({ good, quantity }) => ({ variantId: variants.get(good.sku) ?? "", quantity }));
  const cartId = await createCart(route, { currency: purchase.currency, lines });
  // A code that has no effect on the goods is refused, and the cart stays without it.
  if (purchase.code !== null) await mutate(route, CartCodeApplyDocument, { cartId, code: purchase.code });
  const email = `${name}@purchases.example`;
  const checkoutId = await startCheckout(route, { cartId, email, idempotencyKey: `${name}-start` });
  const address = addressOf(purchase.buyer);
  const hasParcel = purchase.lines.some(({ good }) => good.grams !== null);
  const addressed = hasParcel ? { shippingAddress: address } : { billingAddress: address };
  let { checkout } = await perform(route, CheckoutUpdateDocument, { checkoutId, ...addressed });
  if (hasParcel) {
    const chosen = { checkoutId, shippingOptionId: purchase.methodId };
    ({ checkout } = await perform(route, CheckoutUpdateDocument, chosen));
  }
  if (checkout.totals.total.minor > 0) {
    const payment = { checkoutId, paymentToken: "tok_ok", idempotencyKey: `${name}-pay` };
    requireSuccess(await startPaymentOnce(route, payment));
  }
  const order = requireOrder(await completeCheckout(route, checkoutId, undefined, `${name}-complete`));
  if (order.state !== "CONFIRMED") throw new Error(`the order ${order.number} is ${order.state}`);
  return { id: order.id, number: order.number, email, guestToken: order.guestToken };
}

function addressOf({ country, isCompany }: Buyer): AddressInput {
  const place = places[country];
  if (!place) throw new Error(`no address in ${country}`);
  const company = isCompany ? { company: "Huber GmbH", vatId: "ATU13585627" } : {};
  return { lastName: "Huber", line1: "Ring 1", country, ...place, ...company };
}
