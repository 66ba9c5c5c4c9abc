/** Texts of the page that sets a new password. */
import { textsOf } from "../../shop/texts.ts";

export const resetPasswordTexts = textsOf("resetPassword");
