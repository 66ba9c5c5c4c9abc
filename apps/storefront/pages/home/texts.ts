/** Texts of the home page. */
import { textsOf } from "../../shop/texts.ts";

export const homeTexts = textsOf("home");
