/** The form of a cancellation. Its button carries what is refunded or released, as the graph has computed it for what is typed now. */
import { Field } from "@hansa/front/elements";
import type { ChangeOutcome, Typed } from "@hansa/front/islands";
import { useState } from "react";
import { Choice } from "../../shop/changes/choice.tsx";
import { OrderForm } from "../../shop/changes/order-form.tsx";
import { PreviewPlace, usePreviewedChange } from "../../shop/changes/previewed-change.tsx";
import { type ShownLine, unitsOf } from "../../shop/changes/units.ts";
import { UnitsFields } from "../../shop/changes/units-fields.tsx";
import {
  type Cancellation,
  type CancelOrder,
  cancel,
  previewCancellation,
  readCancellation,
  type Scope,
} from "./cancellation.ts";
import { Preview, pressOf } from "./preview.tsx";
import { texts } from "./texts.ts";

/** `offered`: what could be cancelled when the form was opened. */
type CancelFormProps = { order: CancelOrder; lines: readonly ShownLine[]; offered: readonly Scope[] };

/** The choice, and what is chosen by it. */
type Chosen = { isWhole: boolean; cancellation: Cancellation | undefined };

export function CancelForm({ order, lines, offered }: CancelFormProps) {
  const [begin = "whole"] = offered;
  const [{ isWhole, cancellation: chosen }, setChosen] = useState<Chosen>({
    isWhole: begin === "whole",
    cancellation: undefined,
  });
  const name = `cancel ${order.id}`;
  const { preview, faults: previewed, fault, follow, press } = usePreviewedChange(name, previewCancellation);

  function read(typed: Typed): Chosen {
    const isAll = (typed("scope") || begin) === "whole";
    return { isWhole: isAll, cancellation: readCancellation(typed, { order, lines, isWhole: isAll }) };
  }

  async function make(typed: Typed): Promise<ChangeOutcome> {
    const { cancellation } = read(typed);
    if (cancellation === undefined) return { text: texts.nothingChosen };
    const note = typed("note").trim();
    return press(cancellation, (idempotencyKey) => cancel({ ...cancellation, note, idempotencyKey }));
  }

  return (
    <OrderForm
      number={order.number}
      keptAs={name}
      press={pressOf(preview, isWhole ? undefined : unitsOf(chosen?.parts ?? []))}
      act={make}
      onTyped={(typed) => {
        const now = read(typed);
        setChosen(now);
        follow(now.cancellation);
      }}
    >
      {(faults) => (
        <>
          {offered.length > 1 ? (
            <Choice
              legend={texts.scope}
              name="scope"
              begin={begin}
              options={offered.map((value) => ({ value, label: texts[value] }))}
            />
          ) : null}
          {isWhole ? (
            <Field label={texts.note} hint={texts.noteHint} name="note" maxLength={500} fault={faults.get("note")} />
          ) : (
            <UnitsFields legend={texts.units} lines={lines} faults={new Map([...faults, ...previewed])} />
          )}
          <PreviewPlace fault={fault}>{preview ? <Preview preview={preview} /> : null}</PreviewPlace>
        </>
      )}
    </OrderForm>
  );
}
