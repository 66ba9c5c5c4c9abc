/** Starting a checkout: prices and stock are checked and held by products, then the totals are frozen here. */
import { findEarlier, keepAnswer, type RequestKey } from "@hansa/kit/idempotency";
import { invalid, keyInProgress, keyReused, notFound, problem, refusal } from "@hansa/kit/refusals";
import { z } from "zod";
import type { Context } from "../context.ts";
import type { CheckoutStartInput } from "../generated/resolvers.ts";
import { findContact, type Quotes, quoteVariants, reserveStock } from "../peers/peers.ts";
import { findCart, findLinesByCarts, saveCartLines, touchCart } from "../store/carts.ts";
import { changeCheckout, findCheckout, findLiveCheckouts, insertCheckout } from "../store/checkouts.ts";
import type { CartLineRow, CartRow, CheckoutRow } from "../store/tables.ts";
import { mayUse, userIdOf } from "./access.ts";
import { isEmail } from "./addresses.ts";
import type { Answer } from "./answers.ts";
import { priceCheckout } from "./checkout-totals.ts";
import { cartClosed, cartConflict, notSold, outOfStock } from "./refusals.ts";
import { giveBackGoods } from "./releases.ts";

type Started = Answer<"CheckoutStartResult">;
const kept = z.object({ checkoutId: z.string() });

/**
 * Starts the checkout of a cart, or gives the live one. The row is written before the goods are held, under the id that holds them:
 * whoever comes back after a crash goes on with the same hold instead of taking a second one.
 */
export async function startCheckout(context: Context, input: CheckoutStartInput): Promise<Started> {
  if (input.email && !isEmail(input.email))
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
  const opened = await openCheckout(context, input, email, quotes);
  if (opened.__typename !== "Opened") return opened;
  return holdGoods(context, opened);
}

type Opened = { __typename: "Opened"; key: RequestKey; cart: CartRow; lines: CartLineRow[]; checkout: CheckoutRow };

/** Finds or writes the live checkout of the cart; its goods are not held yet unless it says so. */
function openCheckout(
  context: Context,
  input: CheckoutStartInput,
  email: string | null,
  quotes: Quotes,
): Promise<Started | Opened> {
  const { store, world, rules, notes } = context;
  return store.write("open-checkout", async (tx): Promise<Started | Opened> => {
    const cart = await findCart(tx, input.cartId);
    if (!cart || !mayUse(context, cart)) return notFound("cart", ["input", "cartId"]);
    const key: RequestKey = {
      scope: userIdOf(context) ?? cart.id,
      key: input.idempotencyKey,
      operation: "checkoutStart",
      request: input,
    };
    const earlier = await findEarlier(tx, key, world.now());
    if (earlier.outcome === "reused") return keyReused();
    if (earlier.outcome === "inProgress") return keyInProgress(earlier.retryAfterMs);
    if (earlier.outcome === "done") {
      const checkout = await findCheckout(tx, kept.parse(earlier.answer).checkoutId);
      if (!checkout) throw new Error("a checkout that was answered is gone");
      notes.replayed = true;
      return { __typename: "CheckoutStarted", checkout };
    }

    if (cart.state === "CLOSED") return cartClosed();
    if (typeof input.expectedVersion === "number" && input.expectedVersion !== cart.version) return cartConflict(cart);
    const lines = await findLinesByCarts(tx, [cart.id]);
    if (lines.length === 0)
      return { ...refusal("CartEmptyError", "CART_EMPTY", "There is nothing in the cart."), cart };
    const [live] = await findLiveCheckouts(tx, [cart.id]);
    if (live?.held) {
      await keepAnswer(tx, key, world.now(), { checkoutId: live.id });
      return { __typename: "CheckoutStarted", checkout: live };
    }
    if (live) return { __typename: "Opened", key, cart, lines, checkout: live };

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
    const nowhere = { shippingAddress: null, billingAddress: null, shipping: null };
    const { totals } = await priceCheckout(context, tx, lines, nowhere, now);
    const checkout: CheckoutRow = {
      id: world.newId("chk"),
      cartId: cart.id,
      ownerId: cart.ownerId,
      state: "OPEN",
      version: 1,
      held: false,
      released: false,
      givingUp: false,
      holdUntil: now + rules.holdMs,
      currency: cart.currency,
      email: email?.trim().toLowerCase() ?? null,
      ...nowhere,
      ...totals,
      pricedAt: now,
      startedAt: now,
    };
    await insertCheckout(tx, checkout);
    return { __typename: "Opened", key, cart, lines, checkout };
  });
}

/** Asks products to hold, and writes down what came of it. An answer that does not come leaves the row for the next try. */
async function holdGoods(context: Context, { key, cart, lines, checkout }: Opened): Promise<Started> {
  const { store, world, peers } = context;
  const answer = await reserveStock(peers, {
    checkoutId: checkout.id,
    cartId: cart.id,
    userId: cart.ownerId,
    currency: cart.currency,
    expiresAt: checkout.holdUntil,
    lines: lines.map(({ variantId, quantity, unitPriceMinor }) => ({
      variantId,
      quantity,
      expectedPriceMinor: unitPriceMinor,
    })),
  });
  if (answer.outcome === "held") {
    return store.write("keep-held-checkout", async (tx) => {
      const held = await changeCheckout(tx, checkout.id, ["OPEN"], { held: true });
      if (!held) return cartConflict((await findCart(tx, cart.id)) ?? cart);
      await keepAnswer(tx, key, world.now(), { checkoutId: held.id });
      return { __typename: "CheckoutStarted", checkout: held };
    });
  }
  return store.write("drop-refused-checkout", async (tx): Promise<Started> => {
    await changeCheckout(tx, checkout.id, ["OPEN"], { state: "EXPIRED", released: answer.outcome !== "gone" });
    const lineOf = new Map(lines.map((line) => [line.variantId, line]));
    switch (answer.outcome) {
      case "outOfStock":
        return outOfStock(
          answer.lines.map((short) => ({
            ...short,
            sku: lineOf.get(short.variantId)?.sku ?? "",
            title: lineOf.get(short.variantId)?.title ?? "",
          })),
        );
      case "holdLimit": {
        const message = "More would be held for you than the shop allows.";
        return { ...refusal("HoldLimitError", "HOLD_LIMIT", message), maximum: answer.maximum };
      }
      case "priceChanged": {
        const gone = answer.lines.filter((line) => line.priceMinor === null);
        if (gone.length > 0)
          return notSold(
            gone.map((line) => line.variantId),
            cart.currency,
          );
        const changes = answer.lines.flatMap(({ variantId, priceMinor }) => {
          const line = lineOf.get(variantId);
          return line && priceMinor !== null
            ? [{ line: { ...line, unitPriceMinor: priceMinor }, wasMinor: line.unitPriceMinor }]
            : [];
        });
        await saveCartLines(
          tx,
          changes.map((change) => change.line),
        );
        return priceChanged(await touchCart(tx, cart.id, world.now()), changes);
      }
      case "gone":
        return cartConflict((await findCart(tx, cart.id)) ?? cart);
    }
  });
}

type PriceChange = { line: CartLineRow; wasMinor: number };

function findPriceChanges(lines: readonly CartLineRow[], quotes: Quotes): PriceChange[] {
  return lines.flatMap((line) => {
    const today = quotes.byVariant.get(line.variantId)?.priceMinor ?? null;
    return today === null || today === line.unitPriceMinor
      ? []
      : [{ line: { ...line, unitPriceMinor: today }, wasMinor: line.unitPriceMinor }];
  });
}

function priceChanged(cart: CartRow, changes: readonly PriceChange[]) {
  const message = "Prices have changed since they were put into the cart.";
  return {
    ...refusal("PriceChangedError", "PRICE_CHANGED", message),
    cart,
    changes: changes.map(({ line, wasMinor }) => ({ line, was: { minor: wasMinor, currency: cart.currency } })),
  };
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
