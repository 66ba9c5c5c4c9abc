/** The form of a parcel: its units, its carrier, and whether it leaves now. */
import { Field } from "@hansa/front/elements";
import { formatCountry } from "@hansa/front/format";
import type { Typed } from "@hansa/front/islands";
import { useState } from "react";
import type { LinePartInput, ShipmentCreateInput } from "../../generated/graphql.ts";
import { Choice } from "../../shop/changes/choice.tsx";
import { OrderForm } from "../../shop/changes/order-form.tsx";
import { fieldAmong } from "../../shop/changes/problems.ts";
import { refusedOutcome } from "../../shop/changes/refusals.ts";
import { partsIn, type ShownLine, unitsOf } from "../../shop/changes/units.ts";
import { UnitsFields } from "../../shop/changes/units-fields.tsx";
import { type KnownOutcome, makeChange } from "../../shop/graph/change.ts";
import { pressOnce } from "../../shop/graph/press.ts";
import { language } from "../../shop/language.ts";
import { ShipmentCreateDocument } from "./documents.ts";
import type { Sending, SendOrder } from "./sending.ts";
import { texts } from "./texts.ts";

type SendFormProps = { order: SendOrder; sending: Sending; lines: readonly ShownLine[] };

/** The press of the button, which says what it does. */
type Press = { units: number; isReady: boolean };

export function SendForm({ order, sending, lines }: SendFormProps) {
  const [{ units, isReady }, setPress] = useState<Press>({ units: 0, isReady: false });
  const name = `send ${sending.fulfilmentId ?? order.id}${sending.resend ? " again" : ""}`;

  const pressOf = (typed: Typed): Press => ({
    units: unitsOf(partsIn(typed, lines)),
    isReady: typed("leaves") === "later",
  });

  return (
    <OrderForm
      number={order.number}
      keptAs={name}
      press={isReady ? texts.pack(units) : texts.send(units)}
      act={(typed) => pressOnce(name, (key) => createParcel(inputOf(typed, { order, sending, lines }, key)))}
      onTyped={(typed) => setPress(pressOf(typed))}
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
      <Choice
        legend={texts.leaves}
        name="leaves"
        begin="now"
        options={[
          { value: "now", label: texts.leavesNow },
          { value: "later", label: texts.leavesLater },
        ]}
      />
    </>
  );
}

function inputOf(typed: Typed, { order, sending, lines }: SendFormProps, idempotencyKey: string): Parcel {
  const { fulfilmentId, resend } = sending;
  const trackingNumber = typed("trackingNumber").trim();
  const trackingUrl = typed("trackingUrl").trim();
  return {
    ...(fulfilmentId === undefined ? { orderId: order.id, resend } : { fulfilmentId }),
    parts: partsIn(typed, lines),
    carrier: typed("carrier").trim(),
    ...(trackingNumber === "" ? {} : { trackingNumber }),
    ...(trackingUrl === "" ? {} : { trackingUrl }),
    isReady: typed("leaves") === "later",
    idempotencyKey,
  };
}

type Parcel = ShipmentCreateInput & { parts: LinePartInput[] };

function createParcel(input: Parcel): Promise<KnownOutcome> {
  const units = unitsOf(input.parts);
  return makeChange(
    ShipmentCreateDocument,
    { input },
    ({ shipmentCreate }) => shipmentCreate,
    (result) => {
      if (result.__typename === "ShipmentCreated")
        return { isSuccess: true, text: input.isReady ? texts.packed(units) : texts.sent(units) };
      return refusedOutcome(result, fieldAmong("carrier", "trackingNumber", "trackingUrl"));
    },
  );
}
