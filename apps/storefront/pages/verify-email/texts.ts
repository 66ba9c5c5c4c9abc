/** Texts of the page that confirms an e-mail address. */
import { textsOf } from "../../shop/texts.ts";

export const verifyEmailTexts = textsOf("verifyEmail");
