/** The changes that the page of an order makes by itself: its hold, notes, and statuses of parcels. */
import type { ChangeOutcome } from "@hansa/front/islands";
import type { ShipmentUpdateInput } from "../../generated/graphql.ts";
import { doneOutcome } from "../../shop/changes/done.ts";
import { fieldAmong, problemsOutcome } from "../../shop/changes/problems.ts";
import { changeTexts, makeChange } from "../../shop/graph/change.ts";
import { HoldDocument, NoteDocument, ParcelDocument, ReleaseDocument } from "./documents.ts";
import { shipmentStatuses, texts } from "./texts.ts";

/** The name of the field in which changes with one text have it. */
export const textField = "text";

export function hold(orderId: string, note: string): Promise<ChangeOutcome> {
  return makeChange(HoldDocument, { input: { orderId, note } }, ({ orderHold }) => orderHold, outcomeOfText);
}

export function release(orderId: string, note: string): Promise<ChangeOutcome> {
  const input = { orderId, note };
  return makeChange(ReleaseDocument, { input }, ({ orderHoldRelease }) => orderHoldRelease, outcomeOfText);
}

export function addNote(orderId: string, text: string): Promise<ChangeOutcome> {
  return makeChange(NoteDocument, { input: { orderId, text } }, ({ orderNoteAdd }) => orderNoteAdd, outcomeOfText);
}

type TextResult =
  | { __typename: "OrderHeld" | "OrderHoldReleased" | "OrderNoteAdded"; warnings: readonly { code: string }[] }
  | { __typename: "InvalidTransitionError" | "ValidationError" | "NotFoundError" };

function outcomeOfText(result: TextResult): ChangeOutcome {
  switch (result.__typename) {
    case "ValidationError":
      return { faults: new Map([[textField, texts.invalid]]) };
    case "InvalidTransitionError":
    case "NotFoundError":
      return { text: changeTexts.changed };
    case "OrderHeld":
    case "OrderHoldReleased":
    case "OrderNoteAdded":
      return doneOutcome(result.warnings);
  }
}

export function updateParcel(input: ShipmentUpdateInput): Promise<ChangeOutcome> {
  return makeChange(
    ParcelDocument,
    { input },
    ({ shipmentUpdate }) => shipmentUpdate,
    (result) => {
      switch (result.__typename) {
        case "ShipmentUpdated":
          return doneOutcome();
        case "ShipmentTransitionError":
          return { text: texts.parcelIs(shipmentStatuses[result.status]) };
        case "ValidationError":
          return problemsOutcome(result, fieldAmong("trackingNumber", "trackingUrl"));
        case "NotFoundError":
          return { text: changeTexts.changed };
      }
    },
  );
}
