/** Carts: making one, putting things in, changing how many, taking them out. Nothing is held for a cart. */
import { type InputProblem, invalid, notFound, problem } from "@hansa/kit/refusals";
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
} from "../../store/carts.ts";
import type { CartLineRow, CartRow } from "../../store/tables.ts";
import { mayUse, refuseErased, userIdOf } from "../access.ts";
import type { Answer } from "../answers.ts";
import { cartLimit, currencyNotOffered } from "../checkout/refusals.ts";
import { findRefusal, isCrowded, putIn, requoted } from "./contents.ts";
import { editCart } from "./edits.ts";

/** A new cart, with things in it at once if wanted. A customer goes on with it. */
export async function createCart(
  context: Context,
  { currency, lines }: CartCreateInput,
): Promise<Answer<"CartCreateResult">> {
  const { store, world, rules, peers, loaders } = context;
  const { currencies } = await loaders.settings();
  if (!currencies.includes(currency)) return currencyNotOffered(currencies, ["input", "currency"]);
  const wanted = lines ?? [];
  const wrong = checkQuantities(wanted);
  if (wrong.length > 0) return invalid(wrong);
  if (isCrowded(rules, wanted)) return cartLimit(rules);

  const quotes = await quoteVariants(
    peers,
    currency,
    wanted.map((line) => line.variantId),
  );
  const ownerId = userIdOf(context);
  const now = world.now();
  const cart: CartRow = {
    id: world.newId("cart"),
    version: 1,
    currency,
    ownerId,
    state: "OPEN",
    createdAt: now,
    updatedAt: now,
    code: null,
  };
  const outcome = putIn(context, cart, [], wanted, quotes);
  if ("refused" in outcome) return outcome.refused;
  return store.write("create-cart", async (tx) => {
    await refuseErased(tx, ownerId);
    await insertCart(tx, cart);
    await saveCartLines(tx, outcome.lines);
    if (ownerId) await setActiveCart(tx, ownerId, cart.id);
    return { __typename: "CartSaved", cart };
  });
}

/** Puts variants in: all or none. */
export async function addLines(context: Context, input: CartLinesAddInput): Promise<Answer<"CartChangeResult">> {
  const wrong = checkQuantities(input.lines);
  if (wrong.length > 0) return invalid(wrong);
  const seen = await see(context, input.cartId);
  if (!seen) return notFound("cart", ["input", "cartId"]);
  if (isCrowded(context.rules, input.lines)) return cartLimit(context.rules);
  const ids = [...seen.lines, ...input.lines].map((line) => line.variantId);
  const quotes = await quoteVariants(context.peers, seen.cart.currency, ids);
  return editCart(context, "add-cart-lines", input, async (tx, cart, lines) => {
    const outcome = putIn(context, cart, lines, input.lines, quotes);
    if ("refused" in outcome) return outcome.refused;
    await saveCartLines(tx, outcome.lines);
    return undefined;
  });
}

/** Sets new quantities: all or none. Zero takes a line out. */
export async function changeLines(context: Context, input: CartLinesUpdateInput): Promise<Answer<"CartChangeResult">> {
  const negative = input.lines.flatMap(({ quantity }, index) =>
    quantity < 0 ? [problem(`lines.${index}.quantity`, "NEGATIVE", "A quantity is zero or more.")] : [],
  );
  if (negative.length > 0) return invalid(negative);
  const seen = await see(context, input.cartId);
  if (!seen) return notFound("cart", ["input", "cartId"]);
  const quotes = await quoteVariants(
    context.peers,
    seen.cart.currency,
    seen.lines.map((line) => line.variantId),
  );
  return editCart(context, "change-cart-lines", input, async (tx, cart, lines) => {
    const known = new Map(lines.map((line) => [line.id, line]));
    const missing = input.lines.findIndex(({ lineId }) => !known.has(lineId));
    if (missing >= 0) return notFound("line in this cart", ["input", "lines", String(missing), "lineId"]);
    const changed = new Map(input.lines.map(({ lineId, quantity }) => [lineId, quantity]));
    const kept = lines
      .map((line) => ({ ...line, quantity: changed.get(line.id) ?? line.quantity }))
      .filter((line) => line.quantity > 0);
    const touched = kept.filter((line) => changed.has(line.id));
    const refused = findRefusal(context, cart, kept, touched, quotes);
    if (refused) return refused;
    await removeCartLines(
      tx,
      cart.id,
      lines.filter((line) => changed.get(line.id) === 0).map((line) => line.id),
    );
    await saveCartLines(
      tx,
      kept.map((line) => requoted(line, quotes)),
    );
    return undefined;
  });
}

/** Takes lines out; one that is not there any more is no mistake. It works while products is down. */
export function removeLines(context: Context, input: CartLinesRemoveInput): Promise<Answer<"CartChangeResult">> {
  const unwanted = new Set(input.lineIds);
  return editCart(context, "remove-cart-lines", input, async (tx, cart, lines) => {
    const there = lines.map((line) => line.id).filter((id) => unwanted.has(id));
    await removeCartLines(tx, cart.id, there);
    return undefined;
  });
}

/** The cart as it was before the change, to know what to quote. */
async function see(context: Context, cartId: string): Promise<{ cart: CartRow; lines: CartLineRow[] } | undefined> {
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
