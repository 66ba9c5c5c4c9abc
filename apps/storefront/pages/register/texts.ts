/** Texts of the page that creates an account. */
import { textsOf } from "../../shop/texts.ts";

export const registerTexts = textsOf("register");
