/** Texts of the mails about an order, in the language of this browser; a kind without one does not compile. */
import type { OrderMailKind } from "../../generated/graphql.ts";
import { language } from "../../shop/language.ts";
import { textsOf } from "../../shop/texts.ts";

export const texts = textsOf("mails")[language];
export const mailKinds: Readonly<Record<OrderMailKind, string>> = textsOf("mailKinds")[language];
