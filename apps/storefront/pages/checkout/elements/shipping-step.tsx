/** The choice of a shipping option. */
import { formatAmount } from "@hansa/front/format";
import { useLastChoice } from "@hansa/front/islands";
import { catalogueLang } from "../../../shop/catalogue-lang.ts";
import { shopTexts } from "../../../shop/shop-texts.ts";
import type { Language } from "../../../shop/texts.ts";
import type { CheckoutContent } from "../reading.ts";

type ShippingStepProps = { checkout: CheckoutContent; language: Language; isBusy: boolean; onChoose(id: string): void };

export function ShippingStep({ checkout, language, isBusy, onChoose }: ShippingStepProps) {
  const texts = shopTexts[language];
  const { shippingOptions, selectedShipping } = checkout;
  const { shown, choose } = useLastChoice(isBusy, 0, onChoose);
  const chosen = shown ?? selectedShipping?.id;
  return (
    <div className="space-y-2">
      {shippingOptions.map(({ id, label, price, etaDaysMin, etaDaysMax }) => (
        <label
          key={id}
          className="flex min-h-12 cursor-pointer items-center gap-3 rounded-lg border border-line-strong px-4 py-2"
        >
          <input type="radio" name="shipping" checked={chosen === id} onChange={() => choose(id)} className="size-4" />
          <span className="min-w-0 grow wrap-anywhere">
            <span lang={catalogueLang()}>{label}</span>
            <span className="block text-sm text-muted">{texts.workingDays(etaDaysMin, etaDaysMax)}</span>
          </span>
          <span>{formatAmount(price, language)}</span>
        </label>
      ))}
    </div>
  );
}
