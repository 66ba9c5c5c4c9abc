/** The form of a withdrawal that reached the shop in another way than online. */
import { Field, SelectField } from "@hansa/front/elements";
import type { ChangeOutcome, Typed } from "@hansa/front/islands";
import { useRef, useState } from "react";
import type { OfficeWithdrawnOrderQuery, WithdrawalChannel } from "../../../generated/graphql.ts";
import { ChangeForm } from "../../../shop/changes/change-form.tsx";
import { Choice } from "../../../shop/changes/choice.tsx";
import { TextArea } from "../../../shop/changes/text-area.tsx";
import { partsIn, useShownLines } from "../../../shop/changes/units.ts";
import { UnitsFields } from "../../../shop/changes/units-fields.tsx";
import { changeTexts } from "../../../shop/graph/change.ts";
import { pressOnce } from "../../../shop/graph/press.ts";
import { addressOf } from "../../../shop/places/address.ts";
import { go } from "../../../shop/places/places.ts";
import { tellAt } from "../../../shop/places/told.ts";
import { record } from "../actions.ts";
import { channels, texts } from "../texts.ts";

type Order = NonNullable<OfficeWithdrawnOrderQuery["order"]>;

const recorded = ["LETTER", "EMAIL", "PHONE", "OTHER"] as const satisfies readonly WithdrawalChannel[];

export function RecordForm({ order }: { order: Order }) {
  const [isWhole, setIsWhole] = useState(true);
  const lefts = order.lines.map(({ id, sku, title, quantity }) => ({ id, sku, title, left: quantity }));
  const lines = useShownLines(lefts, false);
  const name = `withdrawal ${order.id}`;
  const address = useRef<string>(undefined);

  async function act(typed: Typed): Promise<ChangeOutcome> {
    const channel = recorded.find((each) => each === typed("channel")) ?? "OTHER";
    const whole = { orderId: order.id, channel, sentOn: typed("sentOn"), note: typed("note").trim() };
    const parts = partsIn(typed, lines);
    const isAll = typed("scope") === "whole";
    if (!isAll && parts.length === 0) return { text: texts.noUnits };
    const input = isAll ? whole : { ...whole, parts };
    let reference: string | undefined;
    const { text, ...outcome } = await pressOnce(name, async (idempotencyKey) => {
      const recorded = await record({ ...input, idempotencyKey });
      if ("reference" in recorded) reference = recorded.reference;
      return recorded;
    });
    address.current = reference && addressOf(`/withdrawals/${reference}`);
    if (address.current && typeof text === "string") tellAt(address.current, text);
    return { ...outcome, text };
  }

  return (
    <ChangeForm
      press={texts.record}
      keptAs={name}
      lost={changeTexts.unknownOnce}
      act={act}
      onDone={() => {
        if (address.current) go(address.current, { isInstead: true });
      }}
      onTyped={(typed) => setIsWhole(typed("scope") === "whole")}
    >
      {(faults) => (
        <>
          <div className="grid gap-3 sm:grid-cols-2">
            <SelectField
              label={texts.channel}
              name="channel"
              options={recorded.map((value) => ({ value, label: channels[value] }))}
              fault={faults.get("channel")}
            />
            <Field label={texts.sentOnField} name="sentOn" type="date" required fault={faults.get("sentOn")} />
          </div>
          <Choice
            legend={texts.scope}
            name="scope"
            begin="whole"
            options={[
              { value: "whole", label: texts.whole },
              { value: "units", label: texts.units },
            ]}
          />
          {isWhole ? null : <UnitsFields legend={texts.units} lines={lines} faults={faults} />}
          <TextArea label={texts.noteField} name="note" maxLength={500} rows={2} fault={faults.get("note")} />
        </>
      )}
    </ChangeForm>
  );
}
