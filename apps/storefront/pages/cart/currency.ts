/** Another currency for a cart: a new cart with the same lines, since a cart never changes its currency. */
import { graphql } from "../../generated/index.ts";
import { changeGuest } from "../../shop/cart/guest.ts";
import { graph } from "../../shop/graph.ts";
import { applyCode, type CartContent, type CartRefusal, setQuantity, takeCart } from "./actions.ts";

const CartInCurrencyDocument = graphql(`
  mutation StorefrontCartInCurrency($input: CartCreateInput!) {
    cartCreate(input: $input) {
      __typename
      ... on CartSaved { cart { ...CartContent } }
      ... on VariantNotSoldError { variantIds }
      ... on OutOfStockError { lines { title available } }
    }
  }
`);

/** `unsold`: variants without a price there; nothing was done. */
export type CurrencyOutcome = { cart: CartContent } | { unsold: readonly string[] } | { refusal: CartRefusal };

/**
 * Makes the new cart with the lines of the old one but `left`, and its code. The old cart stays this browser's until the answer has come: a lost one
 * leaves a cart that no one knows, and the press can be repeated. Throws if no answer came.
 */
export async function changeCurrency(
  cart: CartContent,
  currency: string,
  left: ReadonlySet<string>,
): Promise<CurrencyOutcome> {
  const lines = cart.lines.flatMap(({ variant, quantity }) =>
    variant && !left.has(variant.id) ? [{ variantId: variant.id, quantity }] : [],
  );
  const [line] = cart.lines;
  // An edit ends the open checkout, whose reservation may hold the last units.
  if (cart.checkout && line) await setQuantity(cart, line.id, line.quantity);
  const { data } = await graph.send(CartInCurrencyDocument, { input: { currency, lines } });
  const result = data?.cartCreate;
  if (!result) throw new Error("the cart was not made");
  switch (result.__typename) {
    case "CartSaved": {
      changeGuest(({ checkoutId: _ended, ...guest }) => guest);
      const made = takeCart(result.cart);
      // A code that does not fit there, or whose response is lost, is left out.
      const coded = cart.code ? await applyCode(made, cart.code).catch(() => undefined) : undefined;
      return { cart: coded?.cart ?? made };
    }
    case "VariantNotSoldError":
      return { unsold: result.variantIds };
    case "OutOfStockError": {
      const [short] = result.lines;
      return {
        refusal: { kind: "short", title: short?.title ?? null, available: short?.available ?? 0, left: new Map() },
      };
    }
    case "CurrencyNotOfferedError":
      return { refusal: { kind: "not sold" } };
    case "CartLimitError":
      return { refusal: { kind: "limit" } };
    case "ValidationError":
      return { refusal: { kind: "invalid" } };
    case "NotFoundError":
    case "RateLimitedError":
      return { refusal: { kind: "failed" } };
  }
}
