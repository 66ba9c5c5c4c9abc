/** Texts that the pages of accounts share: fields, refusals and the way to sign in. */
import { textsOf } from "../texts.ts";

export const accountTexts = textsOf("account");
