/** The one code of a cart: put on if it counts, kept when it does not count any more, taken off. */
import type { Context } from "../../context.ts";
import type { CartCodeApplyInput, CartCodeRemoveInput } from "../../generated/resolvers.ts";
import { setCartCode } from "../../store/carts.ts";
import type { Answer } from "../answers.ts";
import { findCandidates } from "../checkout/promotions.ts";
import { codeRejected, tooManyCodes } from "../checkout/refusals.ts";
import { basketOf, normaliseCode } from "../promotions/terms.ts";
import { countFailedCode, findCodePause, guesserOf } from "./code-guessing.ts";
import { editCart } from "./edits.ts";

/** Puts a code on the cart in place of the one before. One that does not count now is refused, and the one before stays. */
export function applyCode(context: Context, input: CartCodeApplyInput): Promise<Answer<"CartCodeApplyResult">> {
  const code = normaliseCode(input.code);
  return editCart(context, "apply-cart-code", input, async (tx, cart, lines) => {
    const guesser = guesserOf(context, cart);
    const retryAfterMs = await findCodePause(tx, context, guesser);
    if (retryAfterMs !== undefined) return tooManyCodes(retryAfterMs);
    const basket = basketOf(lines, null);
    const { rejection, minimumMinor } = await findCandidates(tx, { ...cart, code }, basket, context.world.now());
    if (rejection) {
      await countFailedCode(tx, context, guesser);
      return codeRejected(rejection, ["input", "code"], cart.currency, minimumMinor);
    }
    await setCartCode(tx, cart.id, code);
    return undefined;
  });
}

/** Takes the code off the cart; without one it is no mistake. */
export function removeCode(context: Context, input: CartCodeRemoveInput): Promise<Answer<"CartCodeRemoveResult">> {
  return editCart(context, "remove-cart-code", input, async (tx, cart) => {
    await setCartCode(tx, cart.id, null);
    return undefined;
  });
}
