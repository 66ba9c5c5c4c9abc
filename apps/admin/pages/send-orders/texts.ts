/** Texts of the page on which several orders are sent, in the language of this browser. */
import { language } from "../../shop/language.ts";
import { textsOf } from "../../shop/texts.ts";

export const texts = textsOf("sendOrders")[language];
/** Those that the page of one order has too. */
export const sendTexts = textsOf("send")[language];
