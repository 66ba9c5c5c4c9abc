/** The page on which cancelled goods of a fulfilment are reported back on their shelves. */
import type { OfficePutBackOrderQuery } from "../../generated/graphql.ts";
import { ChangePage } from "../../shop/changes/change-page.tsx";
import { OrderForm } from "../../shop/changes/order-form.tsx";
import { refusedOutcome } from "../../shop/changes/refusals.ts";
import { partsIn, useShownLines } from "../../shop/changes/units.ts";
import { UnitsFields } from "../../shop/changes/units-fields.tsx";
import { makeChange } from "../../shop/graph/change.ts";
import { pressOnce } from "../../shop/graph/press.ts";
import { useReading } from "../../shop/graph/use-reading.ts";
import type { PageProps } from "../page.ts";
import { PutBackDocument, PutBackOrderDocument } from "./documents.ts";
import { texts } from "./texts.ts";

export function PutBackPage({ place, params: { number = "" } }: PageProps) {
  const reading = useReading(PutBackOrderDocument, { number }, { main: "order" });
  const order = reading.data?.order;
  const wanted = new URLSearchParams(place.search).get("fulfilment");
  const fulfilment = order?.fulfilments.find(({ id }) => id === wanted);
  return (
    <ChangePage number={number} title={texts.title} reading={reading}>
      {fulfilment ? (
        <PutBack key={fulfilment.id} number={number} fulfilment={fulfilment} />
      ) : (
        <p role="status">{texts.nothing}</p>
      )}
    </ChangePage>
  );
}

type Fulfilment = NonNullable<OfficePutBackOrderQuery["order"]>["fulfilments"][number];

function PutBack({ number, fulfilment: { id, toPutBack } }: { number: string; fulfilment: Fulfilment }) {
  const lefts = toPutBack.map(({ line, quantity }) => ({ ...line, left: quantity }));
  const lines = useShownLines(lefts, true);
  const name = `put back ${id}`;
  if (lines.length === 0) return <p role="status">{texts.nothing}</p>;
  return (
    <OrderForm
      number={number}
      keptAs={name}
      press={texts.press}
      act={(typed) =>
        pressOnce(name, (idempotencyKey) =>
          makeChange(
            PutBackDocument,
            { input: { fulfilmentId: id, parts: partsIn(typed, lines), idempotencyKey } },
            ({ fulfilmentPutBack }) => fulfilmentPutBack,
            (result) =>
              result.__typename === "FulfilmentGoodsPutBack"
                ? { isSuccess: true, text: texts.done }
                : refusedOutcome(result),
          ),
        )
      }
    >
      {(faults) => <UnitsFields legend={texts.units} lines={lines} faults={faults} />}
    </OrderForm>
  );
}
