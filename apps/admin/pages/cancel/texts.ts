/** Texts of the page on which an order is cancelled, in the language of this browser. */
import { language } from "../../shop/language.ts";
import { textsOf } from "../../shop/texts.ts";

export const texts = textsOf("cancel")[language];
