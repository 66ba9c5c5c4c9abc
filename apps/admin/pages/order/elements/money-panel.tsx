/** The money of an order as it was placed, with its taxes, and the refunds since. */
import { type Amount, formatAmount } from "@hansa/front/format";
import { Panel } from "../../../shop/elements/panel.tsx";
import { State } from "../../../shop/elements/state.tsx";
import { language } from "../../../shop/language.ts";
import { settlementStates } from "../../../shop/state-texts.ts";
import { showTime } from "../../../shop/times.ts";
import type { Order } from "../order.ts";
import { refundStates, texts } from "../texts.ts";

export function MoneyPanel({ order }: { order: Order }) {
  const { discounts, totals, amountDue, refunds, settlement } = order;
  const { subtotal, shipping, tax, rounding, total, taxIncluded, taxLines } = totals;
  return (
    <Panel title={texts.money} aside={settlementStates[settlement]}>
      <dl className="max-w-md px-4 py-3">
        <Row label={texts.subtotal} amount={subtotal} />
        {discounts.map(({ label, code, discount }) => (
          <Row
            key={`${label} ${code}`}
            label={`${texts.discount}: ${label}${code ? ` (${code})` : ""}`}
            amount={discount}
            sign="−"
          />
        ))}
        <Row label={texts.shipping} amount={shipping} />
        <Row label={taxIncluded ? texts.includedTax : texts.tax} amount={tax} />
        {taxLines.map(({ name, base, amount }) => (
          <Row
            key={`${name} ${base.decimal}`}
            label={texts.taxOf(name, formatAmount(base, language))}
            amount={amount}
            look="detail"
          />
        ))}
        {rounding.minor === 0 ? null : <Row label={texts.rounding} amount={rounding} />}
        <Row label={texts.total} amount={total} look="total" />
        {amountDue.minor === 0 ? null : <Row label={texts.due} amount={amountDue} />}
      </dl>
      {refunds.length > 0 ? (
        <div className="border-t border-line px-4 py-3">
          <h3 className="text-sm font-bold">{texts.refunds}</h3>
          <ul className="mt-1 space-y-1">
            {refunds.map(({ id, state, amount, reason, failureReason, createdAt }) => (
              <li key={id}>
                <p className="flex flex-wrap gap-x-4">
                  <span className="tabular-nums">{formatAmount(amount, language)}</span>
                  <State text={refundStates[state]} needsPerson={state === "FAILED"} />
                  <time dateTime={createdAt} className="ms-auto text-muted">
                    {showTime(createdAt)}
                  </time>
                </p>
                <p className="text-sm text-muted wrap-anywhere">{failureReason ?? reason}</p>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </Panel>
  );
}

const looks = {
  usual: "",
  detail: "ps-4 text-sm text-muted",
  total: "mt-1 border-t border-line pt-1 font-bold",
} as const;

type RowProps = { label: string; amount: Amount; sign?: string; look?: keyof typeof looks };

function Row({ label, amount, sign = "", look = "usual" }: RowProps) {
  return (
    <div className={`flex justify-between gap-4 py-0.5 ${looks[look]}`}>
      <dt className="min-w-0 wrap-anywhere">{label}</dt>
      <dd className="whitespace-nowrap tabular-nums">
        {sign}
        {formatAmount(amount, language)}
      </dd>
    </div>
  );
}
