/** Texts of the list of reviews, in the language of this browser; a status without one does not compile. */
import type { ReviewStatus } from "../../generated/graphql.ts";
import { language } from "../../shop/language.ts";
import { textsOf } from "../../shop/texts.ts";

export const texts = textsOf("reviews")[language];
export const viewTexts = textsOf("reviewViews")[language];
export const reviewStatuses: Readonly<Record<ReviewStatus, string>> = textsOf("reviewStatuses")[language];
