/** The sum of a cart, the way to checkout, and the forms of code and currency. */
import { Button } from "@hansa/front/elements";
import { formatAmount, formatCountry } from "@hansa/front/format";
import { Totals } from "../../../shop/elements/totals.tsx";
import { shopTexts } from "../../../shop/shop-texts.ts";
import type { Language } from "../../../shop/texts.ts";
import type { CartContent, CartOutcome } from "../actions.ts";
import type { CurrencyOutcome } from "../currency.ts";
import { cartTexts } from "../texts.ts";
import type { Press } from "../use-presses.ts";
import { CodeForm } from "./code-form.tsx";
import { CurrencyForm, type CurrencyLinks } from "./currency-form.tsx";

type CartSumProps = {
  cart: CartContent;
  language: Language;
  currencies: CurrencyLinks;
  isBusy: boolean;
  change(send: () => Promise<CartOutcome>): Promise<CartOutcome>;
  remake(send: () => Promise<CurrencyOutcome>): Promise<CurrencyOutcome>;
  onPress(act: Press): void;
  onCheckout: Press;
  onLeave(href: string): void;
};

export function CartSum(props: CartSumProps) {
  const { cart, language, currencies, isBusy, change, remake, onPress, onCheckout, onLeave } = props;
  const texts = cartTexts[language];
  return (
    <section
      aria-label={shopTexts[language].total}
      className="h-fit rounded-2xl border border-line bg-surface p-6 lg:sticky lg:top-4"
    >
      <Totals totals={cart.totals} discounts={cart.discounts} language={language} />
      <div className="my-4 space-y-1 text-sm text-muted">
        {cart.freeShipping ? <FreeShipping {...cart.freeShipping} language={language} /> : null}
        {cart.freeShipping?.missing.minor === 0 ? null : <p>{texts.shippingLater}</p>}
      </div>
      <Button className="w-full" aria-busy={isBusy || undefined} onClick={() => onPress(onCheckout)}>
        {cart.checkout && cart.checkout.state !== "EXPIRED" ? texts.resume : texts.checkout}
      </Button>
      {/* Needed by few: they stand below the sum and the press. */}
      <div className="mt-6 space-y-5 border-t border-line pt-6">
        <CodeForm {...{ cart, language, isBusy, change, onPress }} />
        <CurrencyForm {...{ cart, currencies, language, isBusy, remake, onPress, onLeave }} />
      </div>
    </section>
  );
}

type FreeShippingProps = NonNullable<CartContent["freeShipping"]> & { language: Language };

/** The value that is missing for free shipping, and the word for it once it is reached. */
function FreeShipping({ country, missing, language }: FreeShippingProps) {
  const texts = cartTexts[language];
  const place = formatCountry(country, language);
  return (
    <p className="font-medium text-text">
      {missing.minor === 0 ? texts.shippingFree(place) : texts.shippingFreeFor(formatAmount(missing, language), place)}
    </p>
  );
}
