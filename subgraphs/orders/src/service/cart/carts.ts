/** Cart mutations: creates carts and adds, changes and removes lines. A cart reserves no stock. */
import { type AttemptCounter, takeAttempt } from "@hansa/kit/coordination";
import { networkCounters } from "@hansa/kit/identity";
import { type InputProblem, invalid, notFound, problem } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import type {
  CartCreateInput,
  CartLineInput,
  CartLinesAddInput,
  CartLinesRemoveInput,
  CartLinesUpdateInput,
} from "../../generated/resolvers.ts";
import { quoteVariants } from "../../peers/peers.ts";
import {
  findCart,
  findLinesByCarts,
  insertCart,
  removeCartLines,
  saveCartLines,
  setActiveCart,
} from "../../store/cart/carts.ts";
import type { CartLineRow, CartRow, SettingsRow } from "../../store/tables.ts";
import { hashedNetworksOf, mayUse, rejectErasedUser, userIdOf } from "../access.ts";
import { cartLimit, currencyNotOffered, tooManyCarts } from "../checkout-refusals.ts";
import type { MutationResult } from "../mutation-results.ts";
import { cartLimitsOf, rateLimitsOf } from "../settings/limits.ts";
import { editCart } from "./edits.ts";
import { addToLines, exceedsLineLimit, findLineRefusal, updateFromQuote } from "./validation.ts";

/** Creates a cart with optional lines, within the limit of the sender's network. It becomes the active cart of a signed-in customer. */
export async function createCart(
  context: Context,
  { currency, lines }: CartCreateInput,
): Promise<MutationResult<"CartCreateResult">> {
  const { store, runtime, peers, loaders } = context;
  const settings = await loaders.settings();
  const { currencies } = settings;
  const limits = cartLimitsOf(settings);
  if (!currencies.includes(currency)) return currencyNotOffered(currencies, ["input", "currency"]);
  const inputLines = lines ?? [];
  const problems = checkQuantities(inputLines);
  if (problems.length > 0) return invalid(problems);
  if (exceedsLineLimit(limits, inputLines)) return cartLimit(limits);

  const quotes = await quoteVariants(
    peers,
    currency,
    inputLines.map((line) => line.variantId),
  );
  const ownerId = userIdOf(context);
  const now = runtime.now();
  const cart: CartRow = {
    id: runtime.newId("cart"),
    version: 1,
    currency,
    ownerId,
    state: "OPEN",
    createdAt: now,
    updatedAt: now,
    code: null,
    ordered: false,
  };
  const outcome = addToLines(context, { cart, lines: [], quotes, limits }, inputLines);
  if ("refused" in outcome) return outcome.refused;
  return store.write("create-cart", async (tx) => {
    await rejectErasedUser(tx, ownerId);
    const reached = await takeAttempt(context, tx, cartCountersOf(context, settings));
    if (reached) return tooManyCarts(reached.retryAfterMs);
    await insertCart(tx, cart);
    await saveCartLines(tx, outcome.lines);
    if (ownerId) await setActiveCart(tx, ownerId, cart.id);
    return { __typename: "CartSaved", cart };
  });
}

const hourMs = 60 * 60 * 1_000;

/** The counters of new carts from the sender's networks; none where networks are not counted. */
function cartCountersOf(context: Context, settings: SettingsRow): AttemptCounter[] {
  const most = rateLimitsOf(settings).cartsPerNetwork;
  return networkCounters(hashedNetworksOf(context), { limit: "orders_carts_network", most, windowMs: hourMs });
}

/** Adds variants: all or none. */
export async function addLines(
  context: Context,
  input: CartLinesAddInput,
): Promise<MutationResult<"CartChangeResult">> {
  const problems = checkQuantities(input.lines);
  if (problems.length > 0) return invalid(problems);
  const seen = await readCart(context, input.cartId);
  if (!seen) return notFound("cart", ["input", "cartId"]);
  const limits = cartLimitsOf(await context.loaders.settings());
  if (exceedsLineLimit(limits, input.lines)) return cartLimit(limits);
  const ids = [...seen.lines, ...input.lines].map((line) => line.variantId);
  const quotes = await quoteVariants(context.peers, seen.cart.currency, ids);
  return editCart(context, "add-cart-lines", input, async (tx, cart, lines) => {
    const outcome = addToLines(context, { cart, lines, quotes, limits }, input.lines);
    if ("refused" in outcome) return outcome.refused;
    await saveCartLines(tx, outcome.lines);
    return undefined;
  });
}

/** Sets new quantities: all or none. Zero removes a line. */
export async function changeLines(
  context: Context,
  input: CartLinesUpdateInput,
): Promise<MutationResult<"CartChangeResult">> {
  const negative = input.lines.flatMap(({ quantity }, index) =>
    quantity < 0 ? [problem(`lines.${index}.quantity`, "NEGATIVE", "A quantity is zero or more.")] : [],
  );
  if (negative.length > 0) return invalid(negative);
  const seen = await readCart(context, input.cartId);
  if (!seen) return notFound("cart", ["input", "cartId"]);
  const quotes = await quoteVariants(
    context.peers,
    seen.cart.currency,
    seen.lines.map((line) => line.variantId),
  );
  const limits = cartLimitsOf(await context.loaders.settings());
  return editCart(context, "change-cart-lines", input, async (tx, cart, lines) => {
    const known = new Map(lines.map((line) => [line.id, line]));
    const missing = input.lines.findIndex(({ lineId }) => !known.has(lineId));
    if (missing >= 0) return notFound("line in this cart", ["input", "lines", String(missing), "lineId"]);
    const changed = new Map(input.lines.map(({ lineId, quantity }) => [lineId, quantity]));
    const remaining = lines
      .map((line) => ({ ...line, quantity: changed.get(line.id) ?? line.quantity }))
      .filter((line) => line.quantity > 0);
    const touched = remaining.filter((line) => changed.has(line.id));
    const refused = findLineRefusal({ cart, lines: remaining, quotes, limits }, touched);
    if (refused) return refused;
    await removeCartLines(
      tx,
      cart.id,
      lines.filter((line) => changed.get(line.id) === 0).map((line) => line.id),
    );
    await saveCartLines(
      tx,
      remaining.map((line) => updateFromQuote(line, quotes)),
    );
    return undefined;
  });
}

/** Removes lines and ignores missing ones. It works while products is unavailable. */
export function removeLines(
  context: Context,
  input: CartLinesRemoveInput,
): Promise<MutationResult<"CartChangeResult">> {
  const unwanted = new Set(input.lineIds);
  return editCart(context, "remove-cart-lines", input, async (tx, cart, lines) => {
    const there = lines.map((line) => line.id).filter((id) => unwanted.has(id));
    await removeCartLines(tx, cart.id, there);
    return undefined;
  });
}

/** Reads the cart before the change, to find the variants to quote. */
async function readCart(
  context: Context,
  cartId: string,
): Promise<{ cart: CartRow; lines: CartLineRow[] } | undefined> {
  return context.store.read(async (db) => {
    const cart = await findCart(db, cartId);
    return cart && mayUse(context, cart) ? { cart, lines: await findLinesByCarts(db, [cart.id]) } : undefined;
  });
}

function checkQuantities(lines: readonly CartLineInput[]): InputProblem[] {
  return lines.flatMap(({ quantity }, index) =>
    quantity < 1 ? [problem(`lines.${index}.quantity`, "TOO_SMALL", "A quantity is one or more.")] : [],
  );
}
