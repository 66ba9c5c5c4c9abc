/** The preview of a cancellation, and the button that carries it. */
import { type Amount, formatAmount } from "@hansa/front/format";
import { language } from "../../shop/language.ts";
import type { CancelPreview } from "./cancellation.ts";
import { texts } from "./texts.ts";

export function Preview({ preview: { refund, released, shipping, cancelsOrder } }: { preview: CancelPreview }) {
  return (
    <div className="rounded-lg bg-ground px-4 py-3">
      <dl>
        <Row label={texts.refunded} amount={refund} />
        {shipping.minor === 0 ? null : <Row label={texts.shipping} amount={shipping} />}
        {released.minor === 0 ? null : <Row label={texts.released} amount={released} />}
      </dl>
      <p className="text-sm text-muted">{cancelsOrder ? texts.cancelsOrder : texts.keepsOrder}</p>
    </div>
  );
}

function Row({ label, amount }: { label: string; amount: Amount }) {
  return (
    <div className="flex justify-between gap-4 py-0.5">
      <dt>{label}</dt>
      <dd className="whitespace-nowrap tabular-nums">{formatAmount(amount, language)}</dd>
    </div>
  );
}

/** The text of the button. `units` is undefined for the whole order. */
export function pressOf(preview: CancelPreview | undefined, units: number | undefined): string {
  const what = units === undefined ? texts.pressWhole : texts.pressUnits(units);
  if (preview === undefined) return what;
  const { refund, released } = preview;
  if (refund.minor !== 0) return texts.andRefund(what, formatAmount(refund, language));
  return released.minor === 0 ? what : texts.andRelease(what, formatAmount(released, language));
}
