/** Texts of the refusals of a change of the cart. */
import { formatAmount } from "@hansa/front/format";
import { shopTexts } from "../../shop/shop-texts.ts";
import type { Language } from "../../shop/texts.ts";
import type { CartRefusal } from "./actions.ts";
import { cartTexts } from "./texts.ts";

export function refusalText(refusal: CartRefusal, language: Language): string {
  const texts = cartTexts[language];
  switch (refusal.kind) {
    case "short":
      return texts.short(refusal.title, refusal.available);
    case "code":
      return refusal.minimum ? texts.belowMinimum(formatAmount(refusal.minimum, language)) : texts[refusal.reason];
    case "limit":
      return texts.limit;
    case "invalid":
      return texts.invalid;
    case "locked":
      return texts.locked;
    case "not sold":
      return shopTexts[language].notSold;
    case "too many codes":
      return texts.tooManyCodes;
    case "reserved units":
      return texts.reservedUnits;
    case "failed":
      return texts.failed;
  }
}
