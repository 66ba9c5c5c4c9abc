/** A buyer: takes a drawn purchase from the cart to the confirmed order. */
import { completeCheckout, createCart, requireOrder, startCheckout, startPaymentOnce } from "@hansa/client/buyer";
import { CheckoutUpdateDocument } from "@hansa/client/documents/purchase";
import { CartCodeApplyDocument } from "@hansa/client/documents/settings";
import type { AddressInput, CheckoutUpdateInput } from "@hansa/client/generated/graphql";
import { mutate, perform, type Route, requireSuccess } from "@hansa/client/mutation";
import { guest } from "@hansa/kit/testing";
import { routeInProcess } from "../../cli/host/in-process-client.ts";
import { type PlaceName, placeOf } from "./model/places.ts";
import type { PurchaseShop } from "./shop.ts";
import type { Buyer, Purchase } from "./terms.ts";

export type Placed = { id: string; number: string; email: string; guestToken: string | undefined };

/** The name of each place, as its buyers write it. */
const written: Readonly<Record<PlaceName, Pick<AddressInput, "city" | "postalCode" | "region">>> = {
  luebeck: { city: "Lübeck", postalCode: "23552" },
  lyon: { city: "Lyon", postalCode: "69001" },
  vienna: { city: "Wien", postalCode: "1010" },
  utrecht: { city: "Utrecht", postalCode: "3511 AB" },
  monaco: { city: "Monaco", postalCode: "98000" },
  belfast: { city: "Belfast", postalCode: "BT1 5GS" },
  zurich: { city: "Zürich", postalCode: "8001" },
  newYork: { city: "New York", postalCode: "10001", region: "NY" },
  portland: { city: "Portland", postalCode: "97201", region: "Oregon" },
  tenerife: { city: "Santa Cruz de Tenerife", postalCode: "38001", region: "Santa Cruz de Tenerife" },
  reunion: { city: "Saint-Denis", postalCode: "97400" },
  heligoland: { city: "Helgoland", postalCode: "27498" },
};

/** By the last digit, the sandbox has a register that knows an id, knows it not, or does not answer. */
const vatIds = {
  AT: { VALID: "ATU13585011", INVALID: "ATU13585002", UNAVAILABLE: "ATU13585093" },
  FR: { VALID: "FR35303265011", INVALID: "FR61303265052", UNAVAILABLE: "FR11303265003" },
};

/** The VAT id of the buyer; null without one. */
export function vatIdOf({ vatId, answer }: Buyer): string | null {
  return vatId === null ? null : vatId === "DE" ? "DE136695976" : vatIds[vatId][answer];
}

/**
 * Buys; `name` is a name for its idempotency keys. `refused`: a buyer at a place that must be refused before. Throws if it is not, and if
 * the order is not confirmed.
 */
export async function buy(
  { shop, variants }: PurchaseShop,
  purchase: Purchase,
  name: string,
  refused: Buyer | undefined,
): Promise<Placed> {
  const route = routeInProcess(shop, guest);
  const lines = purchase.lines.map(({ good, quantity }) => ({ variantId: variants.get(good.sku) ?? "", quantity }));
  const cartId = await createCart(route, { currency: purchase.currency, lines });
  // A code that has no effect on the goods is refused, and the cart stays without it.
  if (purchase.code !== null) await mutate(route, CartCodeApplyDocument, { cartId, code: purchase.code });
  const email = `${name}@purchases.example`;
  const checkoutId = await startCheckout(route, { cartId, email, idempotencyKey: `${name}-start` });
  const hasParcel = purchase.lines.some(({ good }) => good.grams !== null);
  const addressFor = (buyer: Buyer) =>
    hasParcel ? { shippingAddress: addressOf(buyer) } : { billingAddress: addressOf(buyer) };
  if (refused) await expectRefusal(route, { checkoutId, ...addressFor(refused) }, purchase.methodId);
  const addressed = addressFor(purchase.buyer);
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

/** Asks for a place to which the shop does not sell: its address is refused, or the method whose own class has no rate there. */
async function expectRefusal(route: Route, input: CheckoutUpdateInput, shippingOptionId: string): Promise<void> {
  const { checkoutId } = input;
  const first = await mutate(route, CheckoutUpdateDocument, input);
  if (first.__typename === "CountryNotServedError") return;
  const second = await mutate(route, CheckoutUpdateDocument, { checkoutId, shippingOptionId });
  if (second.__typename !== "CountryNotServedError") throw new Error(`${checkoutId} was not refused`);
}

function addressOf(buyer: Buyer): AddressInput {
  const { place } = buyer;
  const vatId = vatIdOf(buyer);
  const company = vatId === null ? {} : { company: "Huber GmbH", vatId };
  return { lastName: "Huber", line1: "Ring 1", country: placeOf(place).country, ...written[place], ...company };
}
