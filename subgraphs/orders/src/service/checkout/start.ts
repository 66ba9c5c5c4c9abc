/** Starting a checkout: its totals are frozen and written down first, then products checks prices and stock and holds the goods. */
import { claimKey, keepAnswer, recall } from "@hansa/kit/idempotency";
import { invalid, notFound, problem, refusal } from "@hansa/kit/refusals";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { CheckoutStartInput } from "../../generated/resolvers.ts";
import { findContact, type Quotes, quoteVariants } from "../../peers/peers.ts";
import { findCart, findLinesByCarts, saveCartLines, touchCart } from "../../store/carts.ts";
import { findCheckout, findLiveCheckouts, insertCheckout } from "../../store/checkouts.ts";
import { findSettings } from "../../store/settings.ts";
import type { CartLineRow, CheckoutRow } from "../../store/tables.ts";
import { mayUse, networkOf, userIdOf } from "../access.ts";
import type { Answer } from "../answers.ts";
import { keyFor } from "../order/access.ts";
import { basketOf } from "../promotions/terms.ts";
import { isEmail } from "./addresses.ts";
import { holdEnd } from "./hold-times.ts";
import { holdGoods, type Opened } from "./holding.ts";
import { findCandidates } from "./promotions.ts";
import {
  cartClosed,
  cartConflict,
  codeRejected,
  currencyNotOffered,
  notSold,
  type PriceChange,
  priceChanged,
} from "./refusals.ts";
import { giveBackGoods } from "./releases.ts";
import { priceCheckout } from "./totals.ts";

type Started = Answer<"CheckoutStartResult">;
const kept = z.object({ checkoutId: z.string() });

/**
 * Starts the checkout of a cart, or gives the live one. The row is written before the goods are held, under the id that holds them:
 * whoever comes back after a crash goes on with the same hold instead of taking a second one.
 */
export async function startCheckout(context: Context, input: CheckoutStartInput): Promise<Started> {
  if (typeof input.email === "string" && !isEmail(input.email))
    return invalid([problem("email", "FORMAT", "This is not an e-mail address.")]);
  const seen = await context.store.read(async (db) => {
    const cart = await findCart(db, input.cartId);
    return cart && mayUse(context, cart) ? { cart, lines: await findLinesByCarts(db, [cart.id]) } : undefined;
  });
  if (!seen) return notFound("cart", ["input", "cartId"]);

  await giveBackGoods(context, seen.cart.id);
  const email = input.email ?? (await ownEmail(context));
  const quotes = await quoteVariants(
    context.peers,
    seen.cart.currency,
    seen.lines.map((line) => line.variantId),
  );
  const opened = await openCheckout(context, input, email, { version: seen.cart.version, quotes });
  if (opened.__typename !== "Opened") return opened;
  return holdGoods(context, opened);
}

/** Today's facts about what was in the cart at `version`. */
type Priced = { version: number; quotes: Quotes };

/** Finds the live checkout of the cart, or writes a new one, whose goods are still to be held; or says why not. */
function openCheckout(
  context: Context,
  input: CheckoutStartInput,
  email: string | null,
  { version, quotes }: Priced,
): Promise<Started | Opened> {
  const { store, world } = context;
  return store.write("open-checkout", async (tx): Promise<Started | Opened> => {
    const cart = await findCart(tx, input.cartId);
    if (!cart || !mayUse(context, cart)) return notFound("cart", ["input", "cartId"]);
    const key = keyFor(context, "checkoutStart", cart.id, input);
    const earlier = await recall(context, tx, key);
    if (earlier.outcome === "refused") return earlier.refusal;
    if (earlier.outcome === "done") {
      const checkout = await findCheckout(tx, kept.parse(earlier.answer).checkoutId);
      if (!checkout) throw new Error("a checkout that was answered is gone");
      return { __typename: "CheckoutStarted", checkout };
    }

    if (cart.state === "CLOSED") return cartClosed();
    if (typeof input.expectedVersion === "number" && input.expectedVersion !== cart.version) return cartConflict(cart);
    const lines = await findLinesByCarts(tx, [cart.id]);
    if (lines.length === 0)
      return { ...refusal("CartEmptyError", "CART_EMPTY", "There is nothing in the cart."), cart };
    const [live] = await findLiveCheckouts(tx, [cart.id]);
    if (live?.held) {
      await keepAnswer(tx, context, key, { checkoutId: live.id });
      return { __typename: "CheckoutStarted", checkout: live };
    }
    if (live) {
      await claimKey(tx, context, key, { checkoutId: live.id });
      return { __typename: "Opened", key, cart, lines, checkout: live };
    }
    const { currencies } = await findSettings(tx);
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
      return priceChanged(await touchCart(tx, cart.id, world.now()), changes);
    }

    const now = world.now();
    const owner = { ownerId: cart.ownerId, email: email?.trim().toLowerCase() ?? null };
    const today = lines.map((line) => ({
      ...line,
      collectionIds: quotes.byVariant.get(line.variantId)?.collectionIds ?? line.collectionIds,
    }));
    const candidates = await findCandidates(tx, cart, basketOf(today, null), now);
    const { terms: promotions, rejection, minimumMinor } = candidates;
    if (rejection) return codeRejected(rejection, null, cart.currency, minimumMinor);
    await saveCartLines(tx, today);
    const nowhere = { shippingAddress: null, billingAddress: null, shipping: null };
    const { totals, discounts } = await priceCheckout(tx, today, nowhere, promotions, now);
    const startedAt = store.now();
    const checkout: CheckoutRow = {
      id: world.newId("chk"),
      cartId: cart.id,
      state: "OPEN",
      version: 1,
      held: false,
      released: false,
      givingUp: false,
      holdUntil: holdEnd(context, { startedAt, ...owner }),
      currency: cart.currency,
      ...owner,
      network: networkOf(context),
      ...nowhere,
      ...totals,
      promotions,
      discounts,
      pricedAt: now,
      startedAt,
    };
    await insertCheckout(tx, checkout);
    await claimKey(tx, context, key, { checkoutId: checkout.id });
    return { __typename: "Opened", key, cart, lines, checkout };
  });
}

function findPriceChanges(lines: readonly CartLineRow[], quotes: Quotes): PriceChange[] {
  return lines.flatMap((line) => {
    const today = quotes.byVariant.get(line.variantId)?.priceMinor ?? null;
    return today === null || today === line.unitPriceMinor
      ? []
      : [{ line: { ...line, unitPriceMinor: today }, wasMinor: line.unitPriceMinor }];
  });
}

/** A customer's own address, so that they need not type it. */
async function ownEmail(context: Context): Promise<string | null> {
  const userId = userIdOf(context);
  if (userId === null) return null;
  try {
    return (await findContact(context.peers, userId))?.email ?? null;
  } catch (error) {
    context.log.warn({ err: error }, "the customer's address is not known right now and has to be given");
    return null;
  }
}
