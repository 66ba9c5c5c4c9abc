/** Beside the press that adds: whether a variant is there, and what the shop promises of its delivery. It says nothing that the graph does not know. */
import { shopTexts } from "../../../shop/shop-texts.ts";
import type { Language } from "../../../shop/texts.ts";
import { productTexts } from "../texts.ts";

export type StockStatus = "IN_STOCK" | "LOW_STOCK" | "OUT_OF_STOCK";

/** Promises of the page, as texts; null: the shop has not made them, or cannot be asked. */
export type ShownPromises = {
  /** Costs and time of shipping in the country of the shop, for variants of this weight. */
  delivery: { weightGrams: number; text: string } | null;
  returns: string | null;
};

type StockLinesProps = {
  /** Undefined: there is no such variant. */
  variant: { stockStatus: StockStatus; weightGrams: number | null } | undefined;
  isOrderable: boolean;
  /** The price once more, where options stand between it and the press. */
  price: string | null;
  promises: ShownPromises;
  language: Language;
};

export function StockLines({ variant, isOrderable, price, promises, language }: StockLinesProps) {
  const { delivery, returns } = promises;
  const weight = variant?.weightGrams ?? null;
  const isSent = isOrderable && weight !== null;
  const shown = [delivery?.weightGrams === weight ? delivery?.text : null, returns];
  return (
    <div className="mt-6 text-sm">
      <p className={`font-medium ${isOrderable ? "text-good" : "text-fault"}`}>
        {price ? <span className="me-3 text-lg text-text">{price}</span> : null}
        {variant === undefined ? productTexts[language].unavailable : stockText(variant.stockStatus, language)}
      </p>
      {isSent ? shown.map((text) => (text ? <p key={text}>{text}</p> : null)) : null}
    </div>
  );
}

function stockText(status: StockStatus, language: Language): string {
  const texts = shopTexts[language];
  if (status === "OUT_OF_STOCK") return texts.outOfStock;
  return status === "LOW_STOCK" ? texts.lowStock : texts.inStock;
}
