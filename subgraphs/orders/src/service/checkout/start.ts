/** Start of a checkout: freezes and stores its totals first, then products checks prices and stock and reserves the goods. */
import { readEmail } from "@hansa/commerce/email-addresses";
import { claimKey, findEarlierResponse, storeResponse } from "@hansa/kit/coordination";
import { networkPath } from "@hansa/kit/identity";
import { invalid, notFound, refusal } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { CheckoutStartInput } from "../../generated/resolvers.ts";
import { findContact, type Quotes, quoteVariants } from "../../peers/peers.ts";
import { findCart, findLinesByCarts, saveCartLines, touchCart } from "../../store/cart/carts.ts";
import { findLiveCheckouts, insertCheckout } from "../../store/checkout/checkouts.ts";
import { findSettings } from "../../store/settings/settings.ts";
import type { CartLineRow, CartRow, CheckoutRow } from "../../store/tables.ts";
import { createRequestKey, hashedNetworksOf, mayUse, userIdOf } from "../access.ts";
import {
  cartClosed,
  cartConflict,
  codeRejected,
  currencyNotOffered,
  notSold,
  type PriceChange,
  priceChanged,
} from "../checkout-refusals.ts";
import type { MutationResult } from "../mutation-results.ts";
import { priceCheckout } from "../pricing/checkout-pricing.ts";
import { findCandidates, findDestination } from "../pricing/checkout-promotions.ts";
import { basketOf } from "../pricing/promotion-selection.ts";
import { pricingTermsOf } from "../pricing/terms.ts";
import { reservationEnd } from "../reservation/expiry-times.ts";
import { releaseExpiredReservations } from "../reservation/release.ts";
import { findStarted, type OpenedCheckout, reserveGoods } from "../reservation/reservation.ts";
import { checkEmail } from "../settings/addresses.ts";

type Started = MutationResult<"CheckoutStartResult">;

/**
 * Starts the checkout of a cart, or returns the live one. The row is stored before the reservation, under the same id:
 * after a crash, a repeated request continues the same reservation instead of making a second one.
 */
export async function startCheckout(context: Context, input: CheckoutStartInput): Promise<Started> {
  const problems = typeof input.email === "string" ? checkEmail("email", input.email) : [];
  if (problems.length > 0) return invalid(problems);
  const seen = await context.store.read(async (db) => {
    const cart = await findCart(db, input.cartId);
    return cart && mayUse(context, cart) ? { cart, lines: await findLinesByCarts(db, [cart.id]) } : undefined;
  });
  if (!seen) return notFound("cart", ["input", "cartId"]);

  await releaseExpiredReservations(context, seen.cart.id);
  const customer = await findCustomer(context);
  const email = input.email ?? customer?.email ?? null;
  const quotes = await quoteVariants(
    context.peers,
    seen.cart.currency,
    seen.lines.map((line) => line.variantId),
  );
  const opened = await openCheckout(context, input, email, { version: seen.cart.version, quotes });
  if (opened.__typename !== "Opened") return opened;
  return reserveGoods(context, opened, customer?.isVerified === true);
}

/** Current facts about the lines of the cart at `version`. */
type Priced = { version: number; quotes: Quotes };

/** Finds the live checkout of the cart, or stores a new one without a reservation, or returns a refusal. */
function openCheckout(
  context: Context,
  input: CheckoutStartInput,
  email: string | null,
  priced: Priced,
): Promise<Started | OpenedCheckout> {
  return context.store.write("open-checkout", async (tx): Promise<Started | OpenedCheckout> => {
    const cart = await findCart(tx, input.cartId);
    if (!cart || !mayUse(context, cart)) return notFound("cart", ["input", "cartId"]);
    const key = createRequestKey(context, "checkoutStart", cart.id, input);
    const earlier = await findEarlierResponse(context, tx, key);
    if (earlier.outcome === "refused") return earlier.refusal;
    if (earlier.outcome === "done") return findStarted(tx, earlier);

    if (cart.state === "CLOSED") return cartClosed();
    if (typeof input.expectedVersion === "number" && input.expectedVersion !== cart.version) return cartConflict(cart);
    const [lines, [live]] = await Promise.all([findLinesByCarts(tx, [cart.id]), findLiveCheckouts(tx, [cart.id])]);
    if (lines.length === 0)
      return { ...refusal("CartEmptyError", "CART_EMPTY", "There is nothing in the cart."), cart };
    if (live?.reserved) {
      await storeResponse(context, tx, key, { checkoutId: live.id });
      return { __typename: "CheckoutStarted", checkout: live };
    }
    const checkout = live ?? (await createCheckout(context, tx, { cart, lines, email }, priced));
    if ("__typename" in checkout) return checkout;
    await claimKey(context, tx, key, { checkoutId: checkout.id });
    return { __typename: "Opened", key, cart, lines, checkout };
  });
}

/** The cart whose checkout is created, as this transaction has read it. */
type OpenedCart = { cart: CartRow; lines: CartLineRow[]; email: string | null };

/** Stores the checkout of a cart at its version, with the prices of today. Refused if the cart cannot be sold as it is. */
async function createCheckout(
  context: Context,
  tx: Tx,
  { cart, lines, email }: OpenedCart,
  { version, quotes }: Priced,
): Promise<Started | CheckoutRow> {
  const { store, runtime } = context;
  const settings = await findSettings(tx);
  const { currencies } = settings;
  if (!currencies.includes(cart.currency)) return currencyNotOffered(currencies, ["input", "cartId"]);
  if (cart.version !== version) return cartConflict(cart);

  const unsold = lines.filter((line) => (quotes.byVariant.get(line.variantId)?.priceMinor ?? null) === null);
  if (unsold.length > 0)
    return notSold(
      unsold.map((line) => line.variantId),
      cart.currency,
    );
  const changes = findPriceChanges(lines, quotes);
  if (changes.length > 0) {
    await saveCartLines(
      tx,
      changes.map((change) => change.line),
    );
    return priceChanged(await touchCart(tx, cart.id, runtime.now()), changes);
  }

  const now = runtime.now();
  const owner = { ownerId: cart.ownerId, email: email === null ? null : readEmail(email) };
  const today = lines.map((line) => {
    const { collectionIds, isWithdrawable } = quotes.byVariant.get(line.variantId) ?? line;
    return { ...line, collectionIds, isWithdrawable };
  });
  const country = await findDestination(tx, cart.id, settings.country);
  const candidates = await findCandidates(tx, cart, basketOf(today, null, country), now);
  const { terms: promotions, rejection, minimumMinor } = candidates;
  if (rejection) return codeRejected(rejection, null, cart.currency, minimumMinor);
  await saveCartLines(tx, today);
  const nowhere = { shippingAddress: null, billingAddress: null, shipping: null };
  const pricingTerms = pricingTermsOf(settings, cart.currency);
  const conditions = { promotions, at: now, terms: pricingTerms };
  const { totals, discounts } = await priceCheckout(tx, today, nowhere, conditions);
  const startedAt = store.now();
  const checkout: CheckoutRow = {
    id: runtime.newId("chk"),
    cartId: cart.id,
    state: "OPEN",
    version: 1,
    reserved: false,
    released: false,
    reopening: false,
    reservedUntil: reservationEnd(startedAt, settings, { startedAt, ...owner, shortened: false }),
    currency: cart.currency,
    ...owner,
    network: networkPath(hashedNetworksOf(context)),
    shortened: false,
    ...nowhere,
    cheapestShippingMinor: null,
    vatIdCheck: null,
    ...totals,
    promotions,
    discounts,
    pricingTerms,
    pricedAt: now,
    startedAt,
  };
  await insertCheckout(tx, checkout);
  return checkout;
}

function findPriceChanges(lines: readonly CartLineRow[], quotes: Quotes): PriceChange[] {
  return lines.flatMap((line) => {
    const today = quotes.byVariant.get(line.variantId)?.priceMinor ?? null;
    return today === null || today === line.unitPriceMinor
      ? []
      : [{ line: { ...line, unitPriceMinor: today }, wasMinor: line.unitPriceMinor }];
  });
}

/** The e-mail address of a signed-in customer, so that they need not enter it, and whether it is verified. */
async function findCustomer(context: Context): Promise<{ email: string; isVerified: boolean } | null> {
  const userId = userIdOf(context);
  if (userId === null) return null;
  try {
    return await findContact(context.peers, userId);
  } catch (error) {
    context.log.warn({ err: error }, "checkout start: e-mail address of customer not found, left empty");
    return null;
  }
}
