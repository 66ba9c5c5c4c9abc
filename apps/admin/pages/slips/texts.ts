/** Texts of packing slips, in the language of this browser. */
import { language } from "../../shop/language.ts";
import { textsOf } from "../../shop/texts.ts";

export const texts = textsOf("slips")[language];
