/** Texts of the product page: those of its island, and those that the server alone shows. */
import { textsOf } from "../../shop/texts.ts";

export const productTexts = textsOf("product");

export const productPageTexts = textsOf("productPage");
