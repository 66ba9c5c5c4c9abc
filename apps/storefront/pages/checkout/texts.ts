/** Texts of the checkout page. */
import { textsOf } from "../../shop/texts.ts";

export const checkoutTexts = textsOf("checkout");

/** Why nothing can be shipped to an address, by `Checkout.shippingProblem`. */
export const shippingProblemTexts = textsOf("shippingProblems");
