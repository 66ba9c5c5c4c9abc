/** The promotion code of a cart: applied if it is valid, kept when it becomes invalid, removed on request. */
import { type AttemptCounter, countAttempt, findReachedLimit } from "@hansa/kit/coordination";
import { networkCounters } from "@hansa/kit/identity";
import type { Context } from "../../context.ts";
import type { CartCodeApplyInput, CartCodeRemoveInput } from "../../generated/resolvers.ts";
import { setCartCode } from "../../store/cart/carts.ts";
import { findSettings } from "../../store/settings/settings.ts";
import type { CartRow } from "../../store/tables.ts";
import { hashedNetworksOf, userIdOf } from "../access.ts";
import { codeRejected, tooManyCodes } from "../checkout-refusals.ts";
import type { MutationResult } from "../mutation-results.ts";
import { findCandidates, findDestination } from "../pricing/checkout-promotions.ts";
import { basketOf, normaliseCode } from "../pricing/promotion-selection.ts";
import { editCart } from "./edits.ts";

/** The maximum number of failed codes of a viewer, or of all visitors of one network, within the window. */
const maxFailures = { viewer: 10, network: 50 };
const windowMs = 60 * 60 * 1_000;

/** Applies a code to the cart and replaces the previous one. An invalid code is refused, and the previous one stays. */
export function applyCode(context: Context, input: CartCodeApplyInput): Promise<MutationResult<"CartCodeApplyResult">> {
  const code = normaliseCode(input.code);
  return editCart(context, "apply-cart-code", input, async (tx, cart, lines) => {
    const guesser = failureCountersOf(context, cart);
    const reached = await findReachedLimit(context, tx, guesser);
    if (reached) return tooManyCodes(reached.retryAfterMs);
    const { country } = await findSettings(tx);
    const basket = basketOf(lines, null, await findDestination(tx, cart.id, country));
    const { rejection, minimumMinor } = await findCandidates(tx, { ...cart, code }, basket, context.runtime.now());
    if (rejection) {
      await countAttempt(context, tx, guesser);
      return codeRejected(rejection, ["input", "code"], cart.currency, minimumMinor);
    }
    await setCartCode(tx, cart.id, code);
    return undefined;
  });
}

/** Guests are counted per cart; the counters of networks cover all their carts. */
function failureCountersOf(context: Context, { id }: Pick<CartRow, "id">): AttemptCounter[] {
  const network = { limit: "orders_codes_network", most: maxFailures.network, windowMs };
  const viewer = userIdOf(context) ?? id;
  return [
    { limit: "orders_codes_viewer", of: viewer, most: maxFailures.viewer, windowMs },
    ...networkCounters(hashedNetworksOf(context), network),
  ];
}

/** Removes the code from the cart; does nothing without one. */
export function removeCode(
  context: Context,
  input: CartCodeRemoveInput,
): Promise<MutationResult<"CartCodeRemoveResult">> {
  return editCart(context, "remove-cart-code", input, async (tx, cart) => {
    await setCartCode(tx, cart.id, null);
    return undefined;
  });
}
