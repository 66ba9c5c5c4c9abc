/** Texts of the pages of an account. */
import { textsOf } from "../../shop/texts.ts";

export const accountPageTexts = textsOf("accountPages");
