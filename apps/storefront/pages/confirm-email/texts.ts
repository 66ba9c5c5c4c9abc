/** Texts of the page that changes the e-mail address of an account. */
import { textsOf } from "../../shop/texts.ts";

export const confirmEmailTexts = textsOf("confirmEmail");
