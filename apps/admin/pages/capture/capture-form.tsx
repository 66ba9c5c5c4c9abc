/** The form of a capture by hand. Its button carries the typed amount. */
import { Field } from "@hansa/front/elements";
import { formatAmount } from "@hansa/front/format";
import type { ChangeOutcome, Typed } from "@hansa/front/islands";
import { useState } from "react";
import type { OfficeCaptureOrderQuery, OrderCaptureInput } from "../../generated/graphql.ts";
import { OrderForm } from "../../shop/changes/order-form.tsx";
import { fieldAmong } from "../../shop/changes/problems.ts";
import { refusedOutcome } from "../../shop/changes/refusals.ts";
import { readAmount, type TypedAmount } from "../../shop/changes/typed-amount.ts";
import { changeTexts, type KnownOutcome, makeChange } from "../../shop/graph/change.ts";
import { pressOnce } from "../../shop/graph/press.ts";
import { language } from "../../shop/language.ts";
import { CaptureDocument } from "./documents.ts";
import { texts } from "./texts.ts";

export type CaptureOrder = NonNullable<OfficeCaptureOrderQuery["order"]>;

const field = "amountMinor";

export function CaptureForm({ order: { id, number, amountDue } }: { order: CaptureOrder }) {
  const [amount, setAmount] = useState<TypedAmount>();
  const name = `capture ${id}`;
  const read = (typed: Typed) => readAmount(typed(field), amountDue, language);

  async function make(typed: Typed): Promise<ChangeOutcome> {
    const now = read(typed);
    if (now === undefined) return { text: changeTexts.marked, faults: new Map([[field, changeTexts.noAmount]]) };
    return pressOnce(name, (idempotencyKey) => capture({ orderId: id, amountMinor: now.minor, idempotencyKey }));
  }

  return (
    <OrderForm
      number={number}
      keptAs={name}
      press={amount ? texts.captureOf(formatAmount(amount, language)) : texts.capture}
      act={make}
      onTyped={(typed) => setAmount(read(typed))}
    >
      {(faults) => (
        <>
          <p className="text-muted">{texts.hint}</p>
          <Field
            label={texts.amount}
            hint={texts.due(formatAmount(amountDue, language))}
            name={field}
            inputMode="decimal"
            autoComplete="off"
            required
            maxLength={20}
            fault={faults.get(field)}
          />
        </>
      )}
    </OrderForm>
  );
}

function capture(input: OrderCaptureInput): Promise<KnownOutcome> {
  return makeChange(
    CaptureDocument,
    { input },
    ({ orderCapture }) => orderCapture,
    (result) => {
      switch (result.__typename) {
        case "OrderCaptured": {
          const amount = formatAmount(result.amount, language);
          return { isSuccess: true, text: result.isTaken ? texts.done(amount) : texts.pending(amount) };
        }
        case "CaptureRefusedError":
          return { text: texts.refused };
        default:
          return refusedOutcome(result, fieldAmong(field));
      }
    },
  );
}
