/** The price of a variant as the law asks for it: what it was before, the lowest one of 30 days, the price by its unit, and tax. */
import { priceTexts } from "../../../shop/price-texts.ts";
import { shopTexts } from "../../../shop/shop-texts.ts";
import type { Language } from "../../../shop/texts.ts";

/** Amounts as they are shown; null: there is none. */
export type ShownPrices = {
  price: string | null;
  before: string | null;
  lowest: string | null;
  content: string | null;
  unitPrice: string | null;
};

type PriceLinesProps = { prices: ShownPrices | undefined; taxIncluded: boolean; language: Language };

export function PriceLines({ prices, taxIncluded, language }: PriceLinesProps) {
  const texts = priceTexts[language];
  const common = shopTexts[language];
  const { price = null, before = null, lowest = null, content = null, unitPrice = null } = prices ?? {};
  return (
    <>
      {before ? (
        <p className="text-muted">
          <span className="sr-only">{texts.before} </span>
          <s>{before}</s>
        </p>
      ) : null}
      <p className="text-2xl font-semibold">{price ?? common.notSold}</p>
      {before && lowest ? <p className="mt-1 text-sm">{texts.lowest(lowest)}</p> : null}
      {unitPrice ? (
        <p className="mt-1 text-sm">
          {content ? `${content} · ` : null}
          {unitPrice}
        </p>
      ) : null}
      <p className="mt-1 text-sm text-muted">{taxIncluded ? common.taxIncluded : common.taxExcluded}</p>
    </>
  );
}
