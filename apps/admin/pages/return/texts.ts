/** Texts of the page of a return, in the language of this browser. */
import type { ReturnOutcome } from "../../generated/graphql.ts";
import { language } from "../../shop/language.ts";
import { textsOf } from "../../shop/texts.ts";

export const texts = textsOf("orderReturn")[language];
/** The effects of the outcomes. */
export const outcomeHints: Readonly<Record<ReturnOutcome, string>> = textsOf("returnOutcomeHints")[language];
