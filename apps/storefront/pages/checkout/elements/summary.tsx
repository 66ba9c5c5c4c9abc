/** The goods and totals of a checkout, and the time for which they are reserved. */
import { formatAmount } from "@hansa/front/format";
import { catalogueLang } from "../../../shop/catalogue-lang.ts";
import { GoodsPicture } from "../../../shop/elements/goods-picture.tsx";
import { Totals } from "../../../shop/elements/totals.tsx";
import type { Language } from "../../../shop/texts.ts";
import type { CheckoutContent, GoodsPictures } from "../reading.ts";
import { checkoutTexts } from "../texts.ts";
import { Countdown } from "./countdown.tsx";

const summaryId = "summary";
/** With more goods it is higher than a window. */
const mostStickyLines = 6;

type SumBarProps = { checkout: CheckoutContent; language: Language };

/** The total in sight wherever the page is, where the goods do not stand beside the steps: it leads to them. */
export function SumBar({ checkout: { totals }, language }: SumBarProps) {
  return (
    <a
      href={`#${summaryId}`}
      className="sum-bar sticky top-0 z-10 -mx-4 flex min-h-11 items-center justify-between gap-4 border-b border-line bg-surface px-4 text-sm sm:-mx-6 sm:px-6 lg:hidden"
    >
      {checkoutTexts[language].summary}
      <span className="font-semibold">{formatAmount(totals.total, language)}</span>
    </a>
  );
}

type SummaryProps = {
  checkout: CheckoutContent;
  pictures: GoodsPictures;
  language: Language;
  isBusy: boolean;
  /** Whether the goods are reserved again when the reservation is over. */
  isRenewed: boolean;
  onExtend(): void;
  onReservationEnd(): void;
};

export function Summary(props: SummaryProps) {
  const { checkout, pictures, language, isBusy, isRenewed, onExtend, onReservationEnd } = props;
  const texts = checkoutTexts[language];
  const { cart, totals, missing, state, reservedUntil } = checkout;
  return (
    <section
      id={summaryId}
      aria-label={texts.summary}
      className={`h-fit rounded-2xl border border-line bg-surface p-6 ${cart.lines.length > mostStickyLines ? "" : "lg:sticky lg:top-4"}`}
    >
      <h2 className="mb-4 text-xl">{texts.summary}</h2>
      <ul className="mb-4 space-y-3 border-b border-line pb-4">
        {cart.lines.map(({ id, title, quantity, lineTotal }) => (
          <li key={id} className="flex items-center justify-between gap-4">
            <GoodsPicture url={pictures.get(id)} />
            <span className="min-w-0 grow wrap-anywhere">
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
