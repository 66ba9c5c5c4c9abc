/** Texts of the pick list, in the language of this browser. */
import { language } from "../../shop/language.ts";
import { textsOf } from "../../shop/texts.ts";

export const texts = textsOf("pickList")[language];
