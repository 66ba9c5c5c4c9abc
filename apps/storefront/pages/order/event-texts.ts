/** Texts of the events of an order, by their kind. */
import type { OrderEventKind } from "../../generated/graphql.ts";
import { type Language, textsOf } from "../../shop/texts.ts";

/** A kind that has no text does not compile. */
export const eventTexts: Readonly<Record<Language, Readonly<Record<OrderEventKind, string>>>> = textsOf("orderEvents");
