/** Creation of a parcel: the same goods have the same press on the page of their order and in a run of several. */
import type { LinePartInput, ShipmentCreateInput } from "../../generated/graphql.ts";
import type { FieldOf } from "../changes/problems.ts";
import { refusedOutcome } from "../changes/refusals.ts";
import { unitsOf } from "../changes/units.ts";
import { type KnownOutcome, makeChange, type makeOneOf } from "../graph/change.ts";
import { language } from "../language.ts";
import { textsOf } from "../texts.ts";
import { ShipmentCreateDocument } from "./documents.ts";

const texts = textsOf("send")[language];

/** Where its goods come from: an order, with `resend` those to send once more, or a fulfilment of it. */
export type ParcelSource = { orderId: string; fulfilmentId?: string | undefined; resend: boolean };

/** The fields of a form. */
type ParcelFields = {
  parts: LinePartInput[];
  carrier: string;
  trackingNumber: string;
  trackingUrl?: string;
  isReady: boolean;
};

type ParcelInput = ShipmentCreateInput & { parts: LinePartInput[] };

/** The name of the press that makes it. */
export function pressOf({ orderId, fulfilmentId, resend }: ParcelSource): string {
  return `send ${fulfilmentId ?? orderId}${resend ? " again" : ""}`;
}

export function inputOf(source: ParcelSource, fields: ParcelFields, idempotencyKey: string): ParcelInput {
  const { orderId, fulfilmentId, resend } = source;
  const { parts, carrier, isReady } = fields;
  const trackingNumber = fields.trackingNumber.trim();
  const trackingUrl = fields.trackingUrl?.trim() ?? "";
  return {
    ...(fulfilmentId === undefined ? { orderId, resend } : { fulfilmentId }),
    parts,
    carrier: carrier.trim(),
    ...(trackingNumber === "" ? {} : { trackingNumber }),
    ...(trackingUrl === "" ? {} : { trackingUrl }),
    isReady,
    idempotencyKey,
  };
}

/** `make`: how the change is made, by itself or among several. */
export function createParcel(
  input: ParcelInput,
  fieldOf: FieldOf,
  make: typeof makeOneOf = makeChange,
): Promise<KnownOutcome> {
  const units = unitsOf(input.parts);
  return make(
    ShipmentCreateDocument,
    { input },
    ({ shipmentCreate }) => shipmentCreate,
    (result) => {
      if (result.__typename === "ShipmentCreated")
        return { isSuccess: true, text: input.isReady ? texts.packed(units) : texts.sent(units) };
      return refusedOutcome(result, fieldOf);
    },
  );
}
