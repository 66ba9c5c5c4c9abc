/** Texts of lists of products. */
import { textsOf } from "../texts.ts";

export const listTexts = textsOf("lists");
