/** Texts of the list of orders, in the language of this browser. */
import { language } from "../../shop/language.ts";
import { textsOf } from "../../shop/texts.ts";

export const texts = textsOf("orders")[language];
