/** The form of a parcel with returned goods: its sound units, which are restocked, and the others. */
import { Field } from "@hansa/front/elements";
import type { ChangeOutcome, Typed } from "@hansa/front/islands";
import { useState } from "react";
import { ChangeForm } from "../../../shop/changes/change-form.tsx";
import { partsIn, type ShownLine, unitsField } from "../../../shop/changes/units.ts";
import { UnitsFields } from "../../../shop/changes/units-fields.tsx";
import { changeTexts } from "../../../shop/graph/change.ts";
import { pressOnce } from "../../../shop/graph/press.ts";
import { receive } from "../actions.ts";
import type { FormProps } from "../return.ts";
import { texts } from "../texts.ts";

/** The kind of fields with units that are not restocked. */
const damaged = "damaged";

export function ReceiveForm({ of: { id, parts }, ...rest }: FormProps) {
  const name = `receive ${id}`;
  // More than announced can arrive: the graph knows how many.
  const [lines] = useState(() =>
    parts.map(({ line, awaited }): ShownLine => ({ ...line, left: awaited, begin: awaited })),
  );

  async function act(typed: Typed): Promise<ChangeOutcome> {
    const arrived = [
      ...partsIn(typed, lines).map((part) => ({ ...part, restock: true })),
      ...partsIn(typed, lines, damaged).map((part) => ({ ...part, restock: false })),
    ];
    if (arrived.length === 0) return { text: texts.nothingReceived };
    return pressOnce(name, (idempotencyKey) => receive({ returnId: id, parts: arrived, idempotencyKey }));
  }

  return (
    <ChangeForm {...rest} press={texts.receive} keptAs={name} lost={changeTexts.unknownOnce} act={act}>
      {(faults) => (
        <UnitsFields
          legend={texts.sound}
          lines={lines}
          faults={faults}
          more={(line) => (
            <Field
              label={texts.damaged}
              name={unitsField(line.id, damaged)}
              type="number"
              min={0}
              step={1}
              defaultValue="0"
              required
              className="w-40"
            />
          )}
        />
      )}
    </ChangeForm>
  );
}
