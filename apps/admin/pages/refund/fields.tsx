/** The fields of a refund: units and amounts by line, shipping, goodwill, and what becomes of units that were not sent. */
import { Field } from "@hansa/front/elements";
import { formatAmount } from "@hansa/front/format";
import { Choice } from "../../shop/changes/choice.tsx";
import type { ShownLine } from "../../shop/changes/units.ts";
import { UnitsFields } from "../../shop/changes/units-fields.tsx";
import { language } from "../../shop/language.ts";
import { amountField, type RefundOrder, restockField, unsentChoices } from "./input.ts";
import { texts } from "./texts.ts";

type Faults = ReadonlyMap<string, string>;
type FieldsProps = { order: RefundOrder; lines: readonly ShownLine[]; faults: Faults };

export function Fields({ order, lines, faults }: FieldsProps) {
  const { shippingRefundable, payableStep } = order;
  const step = payableStep.minor === 1 ? undefined : texts.step(formatAmount(payableStep, language));
  return (
    <>
      {lines.length > 0 ? (
        <UnitsFields
          legend={texts.units}
          lines={lines}
          faults={faults}
          more={({ id }) => (
            <LineFields
              id={id}
              wasSent={order.lines.some((line) => line.id === id && line.shipped > 0)}
              step={step}
              faults={faults}
            />
          )}
        />
      ) : null}
      <div className="grid gap-4 sm:grid-cols-2">
        {shippingRefundable.minor === 0 ? null : (
          <AmountField
            name="shippingMinor"
            label={texts.shippingAtMost(formatAmount(shippingRefundable, language))}
            hint={step}
            faults={faults}
          />
        )}
        <AmountField name="adjustmentMinor" label={texts.goodwillField} hint={step} faults={faults} />
      </div>
      {order.lines.some(({ cancellable }) => cancellable > 0) ? (
        <Choice
          legend={texts.unsent}
          name="unsent"
          begin={unsentChoices.cancelled}
          options={[
            { value: unsentChoices.cancelled, label: texts.unsentCancelled },
            { value: unsentChoices.sent, label: texts.unsentSent },
          ]}
        />
      ) : null}
      <Field label={texts.reason} name="reason" required maxLength={500} fault={faults.get("reason")} />
    </>
  );
}

type LineFieldsProps = { id: string; wasSent: boolean; step: string | undefined; faults: Faults };

function LineFields({ id, wasSent, step, faults }: LineFieldsProps) {
  const fault = faults.get(restockField(id));
  return (
    <details open={faults.has(amountField(id)) || fault !== undefined}>
      <summary className="cursor-pointer text-sm text-muted">{texts.more}</summary>
      <div className="mt-2 grid gap-4 sm:grid-cols-2">
        <AmountField name={amountField(id)} label={texts.less} hint={step ?? texts.lessHint} faults={faults} />
        {wasSent ? (
          <div>
            <label className="flex min-h-(--control) items-center gap-2">
              <input type="checkbox" name={restockField(id)} value="yes" />
              {texts.restock}
            </label>
            {fault ? <p className="text-sm text-fault">{fault}</p> : null}
          </div>
        ) : null}
      </div>
    </details>
  );
}

type AmountFieldProps = { name: string; label: string; hint: string | undefined; faults: Faults };

function AmountField({ name, label, hint, faults }: AmountFieldProps) {
  return (
    <Field
      label={label}
      hint={hint}
      name={name}
      inputMode="decimal"
      autoComplete="off"
      maxLength={20}
      fault={faults.get(name)}
    />
  );
}
