/** Texts of the pages of the right of withdrawal. The words of its function are those of Directive (EU) 2023/2673. */
import { textsOf } from "../../shop/texts.ts";

export const withdrawalTexts = textsOf("withdrawal");
