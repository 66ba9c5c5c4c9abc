/** Totals of a cart, a checkout or an order, as a list of amounts. */
import { type Amount, formatAmount } from "@hansa/front/format";
import { catalogueLang } from "../catalogue-lang.ts";
import { shopTexts } from "../shop-texts.ts";
import type { Language } from "../texts.ts";

type Counted = Amount & { minor: number };

type ShownTotals = {
  subtotal: Amount;
  discount: Counted;
  /** Null where it is not known yet: absent where a cart has none. */
  shipping?: Amount | null;
  tax: Counted;
  rounding: Counted;
  total: Amount;
  taxIncluded: boolean;
  taxLines: readonly { category: string }[];
};

/** A promotion, with the code that unlocked it; null for an automatic one. */
type NamedDiscount = { label: string; code?: string | null | undefined; discount: Counted };

type TotalsProps = { totals: ShownTotals; discounts: readonly NamedDiscount[]; language: Language };

export function Totals({ totals, discounts, language }: TotalsProps) {
  const texts = shopTexts[language];
  const { subtotal, discount, shipping, tax, rounding, total, taxIncluded } = totals;
  const categories = new Set(totals.taxLines.map(({ category }) => category));
  const isCompany = categories.has("INTRA_COMMUNITY") || categories.has("REVERSE_CHARGE");
  const reductions = discounts.filter((each) => each.discount.minor > 0);
  const rows: readonly { label: string; amount: string; lang?: string | undefined }[] = [
    { label: texts.subtotal, amount: formatAmount(subtotal, language) },
    ...reductions.map((each) => ({
      label: each.code ? `${each.label} (${each.code})` : each.label,
      amount: `−${formatAmount(each.discount, language)}`,
      lang: catalogueLang(),
    })),
    ...(reductions.length === 0 && discount.minor > 0
      ? [{ label: texts.discount, amount: `−${formatAmount(discount, language)}` }]
      : []),
    ...(shipping === undefined
      ? []
      : [{ label: texts.shipping, amount: shipping ? formatAmount(shipping, language) : texts.notYet }]),
    ...(tax.minor > 0 && !taxIncluded ? [{ label: texts.tax, amount: formatAmount(tax, language) }] : []),
    ...(rounding.minor === 0 ? [] : [{ label: texts.rounding, amount: formatAmount(rounding, language) }]),
  ];
  return (
    <dl className="space-y-2">
      {rows.map(({ label, amount, lang }, index) => (
        <div key={`${label} ${index}`} className="flex justify-between gap-4">
          <dt lang={lang} className="min-w-0 text-muted wrap-anywhere">
            {label}
          </dt>
          <dd>{amount}</dd>
        </div>
      ))}
      <div className="flex justify-between gap-4 border-t border-line pt-3 text-lg font-semibold">
        <dt>{texts.total}</dt>
        <dd>{formatAmount(total, language)}</dd>
      </div>
      {tax.minor > 0 && taxIncluded ? (
        <div className="flex justify-between gap-4 text-sm text-muted">
          <dt>{texts.includedTax}</dt>
          <dd>{formatAmount(tax, language)}</dd>
        </div>
      ) : null}
      {isCompany ? <dd className="text-sm text-muted">{texts.companyTax}</dd> : null}
      {categories.has("EXPORT") ? <dd className="text-sm text-muted">{texts.exportTax}</dd> : null}
    </dl>
  );
}
