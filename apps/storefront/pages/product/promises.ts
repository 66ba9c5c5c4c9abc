/** Promises beside the press that adds: the cheapest way of shipping in the country of the shop, and its days for returns. */
import { formatAmount, formatCountry } from "@hansa/front/format";
import type { StorefrontProductQuery } from "../../generated/graphql.ts";
import type { ShopFacts } from "../../shop/facts.ts";
import { shopTexts } from "../../shop/shop-texts.ts";
import type { Language } from "../../shop/texts.ts";
import type { ShownPromises } from "./elements/stock-lines.tsx";
import { productPageTexts } from "./texts.ts";

type Product = NonNullable<StorefrontProductQuery["product"]>;

export function promisesOf(
  product: Product,
  { country, returnDays }: Pick<ShopFacts, "country" | "returnDays">,
  language: Language,
): ShownPromises {
  const texts = productPageTexts[language];
  return {
    delivery: country === null ? null : deliveryOf(product, country, language),
    returns: returnDays === null || returnDays < 1 ? null : texts.returnsWithin(returnDays),
  };
}

/** The graph was asked about the first variant: others of its weight have the same ways. */
function deliveryOf({ offered }: Product, country: string, language: Language): ShownPromises["delivery"] {
  const [first] = offered?.nodes ?? [];
  const [cheapest] = [...(first?.shippingEstimates ?? [])].sort(
    (one, other) => Number(one.price.decimal) - Number(other.price.decimal),
  );
  if (!cheapest || first?.weightGrams === null || first?.weightGrams === undefined) return null;
  const { price, etaDaysMin, etaDaysMax } = cheapest;
  const cost = Number(price.decimal) === 0 ? null : formatAmount(price, language);
  const days = shopTexts[language].workingDays(etaDaysMin, etaDaysMax);
  const text = productPageTexts[language].delivery(formatCountry(country, language), days, cost);
  return { weightGrams: first.weightGrams, text };
}
