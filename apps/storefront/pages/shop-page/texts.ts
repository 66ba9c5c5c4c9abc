/** Texts of the shop's own pages, such as the imprint. */
import { textsOf } from "../../shop/texts.ts";

export const shopPageTexts = textsOf("shopPage");
