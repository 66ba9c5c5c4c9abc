/** The buttons of a parcel: the statuses that the graph takes next. Each says in a dialog what follows from it. */
import { Button, Field } from "@hansa/front/elements";
import type { Typed } from "@hansa/front/islands";
import { useState } from "react";
import type { ShipmentStatus } from "../../../generated/graphql.ts";
import { ChangeDialog } from "../../../shop/changes/change-dialog.tsx";
import { ChangeForm } from "../../../shop/changes/change-form.tsx";
import { changeTexts } from "../../../shop/graph/change.ts";
import { updateParcel } from "../actions.ts";
import type { Order } from "../order.ts";
import { parcelHints, parcelPresses, texts } from "../texts.ts";

type Parcel = Order["fulfilments"][number]["shipments"][number];

/** An open dialog stays while the order is read again, with what it says. */
export function ParcelActions({ parcel }: { parcel: Parcel }) {
  const [open, setOpen] = useState<ShipmentStatus>();
  const close = () => setOpen(undefined);
  return (
    <>
      {parcel.nextStatuses.map((status) => (
        <Button key={status} look="quiet" className="-mx-1 text-sm" onClick={() => setOpen(status)}>
          {parcelPresses[status]}
        </Button>
      ))}
      <ChangeDialog title={open && titleOf(parcel, open)} hint={open ? parcelHints[open] : ""} onClose={close}>
        {(back) =>
          open ? (
            <ChangeForm
              keptAs={`${open} ${parcel.id}`}
              press={parcelPresses[open]}
              lost={changeTexts.unknownOnce}
              act={(typed) => updateParcel({ shipmentId: parcel.id, status: open, ...trackingIn(typed, open) })}
              onDone={close}
              beside={back}
            >
              {(faults) => (open === "SHIPPED" ? <TrackingFields parcel={parcel} faults={faults} /> : null)}
            </ChangeForm>
          ) : null
        }
      </ChangeDialog>
    </>
  );
}

function titleOf({ carrier, trackingNumber }: Parcel, status: ShipmentStatus): string {
  return [`${parcelPresses[status]}: ${carrier}`, trackingNumber].filter(Boolean).join(" ");
}

type TrackingFieldsProps = { parcel: Parcel; faults: ReadonlyMap<string, string> };

function TrackingFields({ parcel: { trackingNumber, trackingUrl }, faults }: TrackingFieldsProps) {
  return (
    <>
      <Field
        label={texts.trackingNumber}
        name="trackingNumber"
        maxLength={100}
        autoComplete="off"
        defaultValue={trackingNumber ?? ""}
        fault={faults.get("trackingNumber")}
      />
      <Field
        label={texts.trackingUrl}
        name="trackingUrl"
        inputMode="url"
        maxLength={2000}
        autoComplete="off"
        placeholder="https://"
        defaultValue={trackingUrl ?? ""}
        fault={faults.get("trackingUrl")}
      />
    </>
  );
}

/** A parcel has its tracking when it leaves; an empty field removes it. */
function trackingIn(typed: Typed, status: ShipmentStatus) {
  if (status !== "SHIPPED") return {};
  return { trackingNumber: typed("trackingNumber").trim() || null, trackingUrl: typed("trackingUrl").trim() || null };
}
