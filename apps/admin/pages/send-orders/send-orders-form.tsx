/** The form of several parcels: the goods of each, its carrier and number, and whether they leave now. */
import { Field } from "@hansa/front/elements";
import { formatCountry } from "@hansa/front/format";
import { type ComponentProps, type ReactNode, useRef, useState } from "react";
import { ChangeForm } from "../../shop/changes/change-form.tsx";
import { language } from "../../shop/language.ts";
import { isReadyIn, LeavesChoice } from "../../shop/parcels/leaves-choice.tsx";
import { addressOf, orderAddress } from "../../shop/places/address.ts";
import { lastList } from "../../shop/places/last-list.ts";
import { go } from "../../shop/places/places.ts";
import { tellAt } from "../../shop/places/told.ts";
import { holdReasons } from "../../shop/state-texts.ts";
import { fieldOf, openParcels, type Run, type RunParcel, type SendOrder, sendParcels, unitsIn } from "./run.ts";
import { sendTexts, texts } from "./texts.ts";

export function SendOrdersForm({ orders }: { orders: readonly SendOrder[] }) {
  const [run, setRun] = useState<Run>(() => ({ known: new Map(), outcomes: new Map() }));
  const [isReady, setIsReady] = useState(false);
  const told = useRef<string>(undefined);
  const open = openParcels(orders, run);
  const press = isReady ? texts.pack : texts.send;

  return (
    <ChangeForm
      keptAs={`send several ${orders.map(({ id }) => id).join(" ")}`}
      press={open.length === 0 ? undefined : press(unitsIn(open), open.length)}
      className="mt-4 space-y-4"
      act={async (typed) => {
        const outcome = await sendParcels(open, typed, (results) =>
          setRun(({ known, outcomes }) => ({ known, outcomes: new Map([...outcomes, ...results]) })),
        );
        told.current = typeof outcome.text === "string" ? outcome.text : undefined;
        return outcome;
      }}
      onTyped={(typed) => setIsReady(isReadyIn(typed))}
      onDone={() => {
        const list = lastList(addressOf("/orders"));
        if (told.current !== undefined) tellAt(list, told.current);
        go(list, { isInstead: true });
      }}
    >
      {(faults) => (
        <>
          <ul
            className="divide-y divide-line rounded-xl border border-line bg-surface"
            onKeyDown={(event) => {
              if (event.key === "Enter" && event.target instanceof HTMLInputElement)
                goToNextNumber(event.target, event.currentTarget, () => event.preventDefault());
            }}
          >
            {orders.map((order) => {
              const parcels = open.filter((parcel) => parcel.order.id === order.id);
              return (
                <li key={order.id} className="space-y-4 p-4">
                  {parcels.map((parcel) => (
                    <ParcelFields key={parcel.id} parcel={parcel} faults={faults} />
                  ))}
                  {parcels.length === 0 ? (
                    <p>
                      <OrderLink number={order.number} />: <Closed order={order} run={run} />
                    </p>
                  ) : null}
                </li>
              );
            })}
          </ul>
          {open.length > 0 ? <LeavesChoice isOfSeveral /> : null}
        </>
      )}
    </ChangeForm>
  );
}

/** Scanners end a number with Enter: it leads to the number of the next parcel, and from the last to the button, and sends nothing. */
function goToNextNumber(from: HTMLInputElement, list: HTMLElement, take: () => void): void {
  take();
  const inputs = [...list.querySelectorAll("input")];
  const next = inputs.slice(inputs.indexOf(from) + 1).find(({ name }) => name.startsWith("trackingNumber"));
  const button = list.closest("form")?.querySelector<HTMLElement>("button[type=submit]");
  (next ?? button)?.focus();
}

/** The outcome of the parcels of an order that has none to send. */
function Closed({ order: { id, hold }, run: { known, outcomes } }: { order: SendOrder; run: Run }): ReactNode {
  const own = [...known.values()].filter(({ order }) => order.id === id);
  const made = own.flatMap((parcel) => {
    const outcome = outcomes.get(parcel.id);
    return outcome?.isSuccess ? [outcome.text] : [];
  });
  if (made.length > 0) return made.join(" ");
  return hold ? texts.onHold(holdReasons[hold.reason]) : texts.nothing;
}

type ParcelFieldsProps = { parcel: RunParcel; faults: ReadonlyMap<string, string> };

function ParcelFields({ parcel, faults }: ParcelFieldsProps) {
  const { number, shippingOption, shippingAddress } = parcel.order;
  const { name, postalCode, city, country } = shippingAddress ?? {};
  const town = [postalCode, city].filter(Boolean).join(" ");
  const to = [name, town, country && formatCountry(country, language)].filter(Boolean).join(", ");
  const own = (field: string): Pick<ComponentProps<typeof Field>, "name" | "fault"> => {
    const named = fieldOf(parcel, field);
    return { name: named, fault: faults.get(named) };
  };
  return (
    <fieldset className="min-w-0">
      <legend>
        <OrderLink number={number} />
      </legend>
      <p className="text-sm text-muted wrap-anywhere">{[to, shippingOption?.label].filter(Boolean).join(" · ")}</p>
      <p className="wrap-anywhere">
        {parcel.parts.map(({ line, quantity }) => texts.part(quantity, line.title)).join(", ")}
      </p>
      <div className="mt-2 grid gap-4 sm:grid-cols-2">
        <Field
          {...own("carrier")}
          label={sendTexts.carrier}
          required
          maxLength={100}
          defaultValue={shippingOption?.carrier ?? ""}
        />
        <Field {...own("trackingNumber")} label={sendTexts.trackingNumber} maxLength={100} autoComplete="off" />
      </div>
    </fieldset>
  );
}

function OrderLink({ number }: { number: string }) {
  return (
    <a href={orderAddress(number)} className="font-bold tabular-nums underline underline-offset-4">
      {number}
    </a>
  );
}
