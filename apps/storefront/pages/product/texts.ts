/** Texts of the product page. */
import { textsOf } from "../../shop/texts.ts";

export const productTexts = textsOf("product");
