/** Texts of reduced prices, as products and lists show them. */
import { textsOf } from "./texts.ts";

export const priceTexts = textsOf("prices");
