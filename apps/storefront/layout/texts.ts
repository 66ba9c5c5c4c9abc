/** Texts of the frame of all pages. */
import { textsOf } from "../shop/texts.ts";

export const layoutTexts = textsOf("layout");
