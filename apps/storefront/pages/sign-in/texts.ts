/** Texts of the page to sign in. */
import { textsOf } from "../../shop/texts.ts";

export const signInTexts = textsOf("signIn");
