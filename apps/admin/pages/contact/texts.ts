/** Texts of the page on which a contact is corrected, in the language of this browser. */
import { language } from "../../shop/language.ts";
import { textsOf } from "../../shop/texts.ts";

export const texts = textsOf("contact")[language];
/** By the code of a problem, some of them by the field before it; the graph may have more. */
export const contactProblems: Readonly<Record<string, string>> = textsOf("contactProblems")[language];
