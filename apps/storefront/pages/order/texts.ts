/** Texts of the order page. */
import { textsOf } from "../../shop/texts.ts";

export const orderTexts = textsOf("order");
