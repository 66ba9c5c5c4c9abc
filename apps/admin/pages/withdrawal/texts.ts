/** Texts of the pages of withdrawals, in the language of this browser. */
import type { WithdrawalChannel } from "../../generated/graphql.ts";
import { language } from "../../shop/language.ts";
import { textsOf } from "../../shop/texts.ts";

export const texts = textsOf("withdrawal")[language];
export const channels: Readonly<Record<WithdrawalChannel, string>> = textsOf("withdrawalChannels")[language];
