/** Texts of the form of an address. */
import { textsOf } from "../texts.ts";

export const addressTexts = textsOf("address");
