/** The goods and totals of a checkout, and the time for which they are reserved. */
import { formatAmount } from "@hansa/front/format";
import { catalogueLang } from "../../../shop/catalogue-lang.ts";
import { Totals } from "../../../shop/elements/totals.tsx";
import type { Language } from "../../../shop/texts.ts";
import type { CheckoutContent } from "../reading.ts";
import { checkoutTexts } from "../texts.ts";
import { Countdown } from "./countdown.tsx";

type SummaryProps = {
  checkout: CheckoutContent;
  language: Language;
  isBusy: boolean;
  /** Whether the goods are reserved again when the reservation is over. */
  isRenewed: boolean;
  onExtend(): void;
  onReservationEnd(): void;
};

export function Summary(props: SummaryProps) {
  const { checkout, language, isBusy, isRenewed, onExtend, onReservationEnd } = props;
  const texts = checkoutTexts[language];
  const { cart, totals, missing, state, reservedUntil } = checkout;
  return (
    <section aria-label={texts.summary} className="h-fit rounded-2xl border border-line bg-surface p-6">
      <h2 className="mb-4 text-xl">{texts.summary}</h2>
      <ul className="mb-4 space-y-2 border-b border-line pb-4">
        {cart.lines.map(({ id, title, quantity, lineTotal }) => (
          <li key={id} className="flex justify-between gap-4">
            <span className="min-w-0 wrap-anywhere">
              {quantity} × <span lang={catalogueLang()}>{title}</span>
            </span>
            <span>{formatAmount(lineTotal, language)}</span>
          </li>
        ))}
      </ul>
      <Totals
        totals={missing.includes("SHIPPING_METHOD") ? { ...totals, shipping: null } : totals}
        discounts={checkout.discounts}
        language={language}
      />
      {reservedUntil && state === "OPEN" ? (
        <div className="mt-4">
          <Countdown
            until={reservedUntil}
            language={language}
            isBusy={isBusy}
            isRenewed={isRenewed}
            onExtend={onExtend}
            onEnd={onReservationEnd}
          />
        </div>
      ) : null}
    </section>
  );
}
