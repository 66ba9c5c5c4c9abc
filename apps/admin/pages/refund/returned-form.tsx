/** The form of a refund of returned units. Its button carries the amount, which the graph has computed for what is typed now. */
import { formatAmount } from "@hansa/front/format";
import type { ChangeOutcome, Typed } from "@hansa/front/islands";
import { type ReactNode, useState } from "react";
import { ChangeForm } from "../../shop/changes/change-form.tsx";
import { PreviewPlace, usePreviewedChange } from "../../shop/changes/previewed-change.tsx";
import { TextArea } from "../../shop/changes/text-area.tsx";
import { useShownLines } from "../../shop/changes/units.ts";
import { UnitsFields } from "../../shop/changes/units-fields.tsx";
import { changeTexts } from "../../shop/graph/change.ts";
import { language } from "../../shop/language.ts";
import { Preview } from "./preview.tsx";
import { makeRefund, previewRefund } from "./refund.ts";
import { type Refundable, readReturned } from "./returned.ts";
import { texts } from "./texts.ts";

/** `name` is that of the form; `beside` the control that closes it. */
type ReturnedFormProps = { of: Refundable; name: string; onDone(): void; beside: ReactNode };

export function ReturnedForm({ of: first, name, ...rest }: ReturnedFormProps) {
  // The fields stay while the return is read again: their press says what has changed meanwhile.
  const [of] = useState(first);
  const lines = useShownLines(of.lines, true);
  const { preview, faults: previewed, fault, follow, press } = usePreviewedChange(name, previewRefund);

  async function refund(typed: Typed): Promise<ChangeOutcome> {
    const input = readReturned(typed, of);
    if (input === undefined) return { text: texts.nothingReturned };
    const reason = typed("reason").trim();
    return press(input, (idempotencyKey) => makeRefund({ ...input, reason, idempotencyKey }));
  }

  return (
    <ChangeForm
      {...rest}
      keptAs={name}
      press={preview ? texts.refundOf(formatAmount(preview.amount, language)) : texts.refund}
      lost={changeTexts.unknownOnce}
      act={refund}
      onTyped={(typed) => follow(readReturned(typed, of))}
    >
      {(pressed) => {
        const faults = new Map([...pressed, ...previewed]);
        return (
          <>
            {lines.length > 0 ? <UnitsFields legend={texts.units} lines={lines} faults={faults} /> : null}
            {of.shippingDue ? (
              <div>
                <label className="flex min-h-(--control) items-center gap-2">
                  <input type="checkbox" name="shippingMinor" value="due" defaultChecked />
                  {texts.shippingDue(formatAmount(of.shippingDue, language))}
                </label>
                {faults.has("shippingMinor") ? (
                  <p className="text-sm text-fault">{faults.get("shippingMinor")}</p>
                ) : null}
              </div>
            ) : null}
            <TextArea
              label={texts.reason}
              name="reason"
              required
              maxLength={500}
              rows={2}
              defaultValue={texts.returnedReason}
              fault={faults.get("reason")}
            />
            <PreviewPlace fault={fault}>{preview ? <Preview preview={preview} /> : null}</PreviewPlace>
          </>
        );
      }}
    </ChangeForm>
  );
}
