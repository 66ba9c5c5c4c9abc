/** The form that ends a return without a refund of all its units: its outcome, and a reply to the customer. */
import type { ChangeOutcome, Typed } from "@hansa/front/islands";
import { useState } from "react";
import { returnOutcomes } from "../../../lists/return-states.ts";
import { ChangeForm } from "../../../shop/changes/change-form.tsx";
import { Choice } from "../../../shop/changes/choice.tsx";
import { TextArea } from "../../../shop/changes/text-area.tsx";
import { changeTexts } from "../../../shop/graph/change.ts";
import { pressOnce } from "../../../shop/graph/press.ts";
import { close } from "../actions.ts";
import type { FormProps } from "../return.ts";
import { outcomeHints, texts } from "../texts.ts";

export function CloseForm({ of: { id, nextOutcomes }, ...rest }: FormProps) {
  const name = `close ${id}`;
  // The choice stays while the return is read again: its press says what has changed meanwhile.
  const [outcomes] = useState(nextOutcomes);

  async function act(typed: Typed): Promise<ChangeOutcome> {
    const outcome = outcomes.find((each) => each === typed("outcome"));
    if (outcome === undefined) return { text: texts.noOutcome };
    const note = typed("note").trim();
    return pressOnce(name, (idempotencyKey) => close({ returnId: id, outcome, note, idempotencyKey }));
  }

  return (
    <ChangeForm {...rest} press={texts.closeTitle} keptAs={name} lost={changeTexts.unknownOnce} act={act}>
      {(faults) => (
        <>
          <Choice
            legend={texts.outcome}
            name="outcome"
            options={outcomes.map((value) => ({ value, label: returnOutcomes[value], hint: outcomeHints[value] }))}
            fault={faults.get("outcome")}
          />
          <TextArea label={texts.answer} name="note" maxLength={500} fault={faults.get("note")} />
        </>
      )}
    </ChangeForm>
  );
}
