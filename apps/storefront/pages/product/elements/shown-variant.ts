/** A variant of the product page as its buy box shows it. */
import { type Amount, formatAmount } from "@hansa/front/format";
import type { StorefrontProductQuery } from "../../../generated/graphql.ts";
import type { Language } from "../../../shop/texts.ts";
import { formatContent, formatUnitPrice } from "../../../shop/unit-price.ts";

type Variant = NonNullable<StorefrontProductQuery["product"]>["variants"]["nodes"][number];

export function shownVariant(variant: Variant, language: Language) {
  const { id, title, stockStatus, options, price, content } = variant;
  const shown = (amount: Amount | null | undefined) => (amount ? formatAmount(amount, language) : null);
  return {
    id,
    title,
    stockStatus,
    options: Object.fromEntries(options.map(({ name, value }) => [name, value])),
    isSent: variant.weightGrams !== null && variant.weightGrams !== undefined,
    currency: price?.currency ?? null,
    price: shown(price),
    before: shown(variant.compareAtPrice),
    lowest: shown(variant.lowestPriorPrice),
    content: content ? formatContent(content, language) : null,
    unitPrice: formatUnitPrice(variant, language),
  };
}
