/** The form of a refund. Its button carries the amount, which the graph has computed for what is typed now. */
import { formatAmount } from "@hansa/front/format";
import type { ChangeOutcome, Typed } from "@hansa/front/islands";
import { OrderForm } from "../../shop/changes/order-form.tsx";
import { PreviewPlace, usePreviewedChange } from "../../shop/changes/previewed-change.tsx";
import type { ShownLine } from "../../shop/changes/units.ts";
import { changeTexts } from "../../shop/graph/change.ts";
import { language } from "../../shop/language.ts";
import { Fields } from "./fields.tsx";
import { type RefundOrder, readRefund } from "./input.ts";
import { Preview } from "./preview.tsx";
import { makeRefund, previewRefund } from "./refund.ts";
import { texts } from "./texts.ts";

type RefundFormProps = { order: RefundOrder; lines: readonly ShownLine[] };

export function RefundForm({ order, lines }: RefundFormProps) {
  const name = `refund ${order.id}`;
  const { preview, faults: previewed, fault, follow, press } = usePreviewedChange(name, previewRefund);

  async function refund(typed: Typed): Promise<ChangeOutcome> {
    const { input, faults } = readRefund(typed, { order, lines });
    if (input === undefined) return { text: faults.size > 0 ? changeTexts.marked : texts.nothingChosen, faults };
    const reason = typed("reason").trim();
    return press(input, (idempotencyKey) => makeRefund({ ...input, reason, idempotencyKey }));
  }

  return (
    <OrderForm
      number={order.number}
      keptAs={name}
      press={preview ? texts.refundOf(formatAmount(preview.amount, language)) : texts.refund}
      act={refund}
      onTyped={(typed) => follow(readRefund(typed, { order, lines }).input)}
    >
      {(faults) => (
        <>
          <Fields order={order} lines={lines} faults={new Map([...faults, ...previewed])} />
          <PreviewPlace fault={fault}>{preview ? <Preview preview={preview} /> : null}</PreviewPlace>
        </>
      )}
    </OrderForm>
  );
}
