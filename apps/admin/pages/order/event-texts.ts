/** Texts of the history of an order, in the language of this browser; a kind of event without one does not compile. */
import type { OrderEventKind } from "../../generated/graphql.ts";
import { language } from "../../shop/language.ts";
import { textsOf } from "../../shop/texts.ts";

export const texts = textsOf("history")[language];
export const orderEvents: Readonly<Record<OrderEventKind, string>> = textsOf("orderEvents")[language];
