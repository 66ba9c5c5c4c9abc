/** Texts that several pages share: prices, stock and states. */
import { textsOf } from "./texts.ts";

export const shopTexts = textsOf("shop");
