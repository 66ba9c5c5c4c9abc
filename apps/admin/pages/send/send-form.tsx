/** The form of a parcel: its units, its carrier, and whether it leaves now. */
import { Field } from "@hansa/front/elements";
import { formatCountry } from "@hansa/front/format";
import type { Typed } from "@hansa/front/islands";
import { useState } from "react";
import { OrderForm } from "../../shop/changes/order-form.tsx";
import { fieldAmong } from "../../shop/changes/problems.ts";
import { partsIn, type ShownLine, unitsOf } from "../../shop/changes/units.ts";
import { UnitsFields } from "../../shop/changes/units-fields.tsx";
import { pressOnce } from "../../shop/graph/press.ts";
import { language } from "../../shop/language.ts";
import { createParcel, inputOf, pressOf } from "../../shop/parcels/create-parcel.ts";
import { isReadyIn, LeavesChoice } from "../../shop/parcels/leaves-choice.tsx";
import type { Sending, SendOrder } from "./sending.ts";
import { texts } from "./texts.ts";

type SendFormProps = { order: SendOrder; sending: Sending; lines: readonly ShownLine[] };

/** The press of the button, which says what it does. */
type Press = { units: number; isReady: boolean };

export function SendForm({ order, sending, lines }: SendFormProps) {
  const [{ units, isReady }, setPress] = useState<Press>({ units: 0, isReady: false });
  const source = { ...sending, orderId: order.id };
  const name = pressOf(source);

  const send = (typed: Typed, key: string) =>
    createParcel(
      inputOf(
        source,
        {
          parts: partsIn(typed, lines),
          carrier: typed("carrier"),
          trackingNumber: typed("trackingNumber"),
          trackingUrl: typed("trackingUrl"),
          isReady: isReadyIn(typed),
        },
        key,
      ),
      fieldAmong("carrier", "trackingNumber", "trackingUrl"),
    );

  return (
    <OrderForm
      number={order.number}
      keptAs={name}
      press={isReady ? texts.pack(units) : texts.send(units)}
      act={(typed) => pressOnce(name, (key) => send(typed, key))}
      onTyped={(typed) => setPress({ units: unitsOf(partsIn(typed, lines)), isReady: isReadyIn(typed) })}
    >
      {(faults) => <Fields order={order} lines={lines} faults={faults} />}
    </OrderForm>
  );
}

type FieldsProps = Pick<SendFormProps, "order" | "lines"> & { faults: ReadonlyMap<string, string> };

function Fields({ order: { shippingOption, shippingAddress }, lines, faults }: FieldsProps) {
  return (
    <>
      {shippingAddress ? (
        <p className="text-muted wrap-anywhere">
          {texts.to(
            [
              shippingAddress.name,
              [shippingAddress.postalCode, shippingAddress.city].filter(Boolean).join(" "),
              formatCountry(shippingAddress.country, language),
            ]
              .filter(Boolean)
              .join(", "),
          )}
          {shippingOption ? ` · ${shippingOption.label}` : null}
        </p>
      ) : null}
      <UnitsFields legend={texts.units} lines={lines} faults={faults} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label={texts.carrier}
          name="carrier"
          required
          maxLength={100}
          defaultValue={shippingOption?.carrier ?? ""}
          fault={faults.get("carrier")}
        />
        <Field
          label={texts.trackingNumber}
          name="trackingNumber"
          maxLength={100}
          autoComplete="off"
          fault={faults.get("trackingNumber")}
        />
        <Field
          label={texts.trackingUrl}
          name="trackingUrl"
          inputMode="url"
          maxLength={2000}
          autoComplete="off"
          placeholder="https://"
          fault={faults.get("trackingUrl")}
          className="sm:col-span-2"
        />
      </div>
      <LeavesChoice />
    </>
  );
}
