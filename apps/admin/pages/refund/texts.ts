/** Texts of the page on which an order is refunded, in the language of this browser. */
import type { OrderRefundState } from "../../generated/graphql.ts";
import { language } from "../../shop/language.ts";
import { textsOf } from "../../shop/texts.ts";

export const texts = textsOf("refund")[language];
export const refundedTexts: Readonly<Record<OrderRefundState, (amount: string) => string>> =
  textsOf("refunded")[language];
