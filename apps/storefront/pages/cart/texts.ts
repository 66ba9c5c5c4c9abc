/** Texts of the cart page. */
import { textsOf } from "../../shop/texts.ts";

export const cartTexts = textsOf("cart");
