/** The preview of a refund: the amounts of its parts, what it cancels, and what is left afterwards. */
import { type Amount, formatAmount } from "@hansa/front/format";
import { language } from "../../shop/language.ts";
import type { RefundPreview } from "./refund.ts";
import { texts } from "./texts.ts";

export function Preview({ preview }: { preview: RefundPreview }) {
  const { amount, shipping, adjustment, heldBack, parts, cancels, refundableAfter } = preview;
  return (
    <dl className="rounded-lg bg-ground px-4 py-3">
      {parts.map((part) => (
        <Row
          key={`${part.line.id} ${part.quantity}`}
          label={part.quantity === 0 ? texts.reduction(part.line.title) : `${part.quantity} × ${part.line.title}`}
          amount={part.amount}
        />
      ))}
      {shipping.minor === 0 ? null : <Row label={texts.shipping} amount={shipping} />}
      {adjustment.minor === 0 ? null : <Row label={texts.goodwill} amount={adjustment} />}
      <Row label={texts.amount} amount={amount} isTotal />
      {heldBack.minor === 0 ? null : <Row label={texts.heldBack} amount={heldBack} />}
      <Row label={texts.after} amount={refundableAfter} />
      {cancels.map(({ line, quantity }) => (
        <div key={line.id} className="text-sm text-muted wrap-anywhere">
          <dt className="inline">{texts.cancels}</dt>{" "}
          <dd className="inline">
            {quantity} × {line.title}
          </dd>
        </div>
      ))}
    </dl>
  );
}

type RowProps = { label: string; amount: Amount; isTotal?: boolean };

function Row({ label, amount, isTotal = false }: RowProps) {
  return (
    <div className={`flex justify-between gap-4 py-0.5 ${isTotal ? "font-bold" : "text-sm text-muted"}`}>
      <dt className="min-w-0 wrap-anywhere">{label}</dt>
      <dd className="whitespace-nowrap tabular-nums">{formatAmount(amount, language)}</dd>
    </div>
  );
}
