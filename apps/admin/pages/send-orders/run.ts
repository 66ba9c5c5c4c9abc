/** A run of parcels: all goods that wait of several orders, a parcel for each order and fulfilment, and what became of each. */
import type { ChangeOutcome, Typed } from "@hansa/front/islands";
import type { OfficeSendOrdersQuery } from "../../generated/graphql.ts";
import { makeSeveral, outcomeOfSeveral } from "../../shop/changes/several.tsx";
import { unitsOf } from "../../shop/changes/units.ts";
import { changeTexts, type KnownOutcome, makeOneOf } from "../../shop/graph/change.ts";
import { pressOnce } from "../../shop/graph/press.ts";
import { createParcel, inputOf, pressOf } from "../../shop/parcels/create-parcel.ts";
import { isReadyIn } from "../../shop/parcels/leaves-choice.tsx";
import { type Waiting, waitingIn } from "../../shop/parcels/waiting.ts";
import { orderAddress } from "../../shop/places/address.ts";
import { texts } from "./texts.ts";

export type SendOrder = Extract<NonNullable<OfficeSendOrdersQuery["nodes"][number]>, { __typename: "Order" }>;

/** A parcel of the run. `id` is that of its fulfilment, or of its order. */
export type RunParcel = { id: string; order: SendOrder } & Waiting<{ id: string; title: string }>;

type Outcomes = ReadonlyMap<string, KnownOutcome>;

/** `known` has each parcel as it was shown last, and `outcomes` those of the presses. */
export type Run = { known: Map<string, RunParcel>; outcomes: Outcomes };

/**
 * The parcels that the next press makes. What was shown stays until it is known what became of it: the same press sends the same, while the
 * orders are read again. One that was refused is as it is read.
 */
export function openParcels(orders: readonly SendOrder[], { known, outcomes }: Run): RunParcel[] {
  const read = orders.flatMap((order) => waitingIn(order).map((waiting) => ({ ...waiting, id: waiting.key, order })));
  for (const parcel of read) if (!known.has(parcel.id) || !isSent(parcel, outcomes)) known.set(parcel.id, parcel);
  const isRead = new Set(read.map(({ id }) => id));
  const open = [...known.values()].filter(({ id }) => {
    const outcome = outcomes.get(id);
    return !outcome?.isSuccess && (isRead.has(id) || !outcome?.isKnown);
  });
  return orders.flatMap((order) => open.filter((parcel) => parcel.order.id === order.id));
}

/** Its press was sent, and it is not known what came of it. */
function isSent({ id }: RunParcel, outcomes: Outcomes): boolean {
  const outcome = outcomes.get(id);
  return outcome !== undefined && !outcome.isKnown;
}

/** The field of a parcel in the form of all. */
export function fieldOf({ id }: RunParcel, name: string): string {
  return `${name} of ${id}`;
}

export function unitsIn(parcels: readonly RunParcel[]): number {
  return unitsOf(parcels.flatMap(({ parts }) => parts));
}

/** Makes all of them; `onResults` gets the outcome of each by its id. */
export async function sendParcels(
  parcels: readonly RunParcel[],
  typed: Typed,
  onResults: (outcomes: Outcomes) => void,
): Promise<ChangeOutcome> {
  const results = await makeSeveral(parcels, (parcel) => send(parcel, typed), changeTexts.unknownOnce);
  onResults(new Map(results.map(({ row, outcome }) => [row.id, outcome])));
  return outcomeOfSeveral(results, {
    done: isReadyIn(typed) ? texts.packed : texts.sent,
    nameOf: ({ order }) => order.number,
    addressOf: ({ order, fulfilmentId }) =>
      orderAddress(order.number, "send", fulfilmentId === undefined ? {} : { fulfilment: fulfilmentId }),
  });
}

function send(parcel: RunParcel, typed: Typed): Promise<KnownOutcome> {
  const source = { orderId: parcel.order.id, fulfilmentId: parcel.fulfilmentId, resend: false };
  const fields = {
    parts: parcel.parts.map(({ line, quantity }) => ({ lineId: line.id, quantity })),
    carrier: typed(fieldOf(parcel, "carrier")),
    trackingNumber: typed(fieldOf(parcel, "trackingNumber")),
    isReady: isReadyIn(typed),
  };
  const named = ([, name]: readonly string[]) =>
    name === "carrier" || name === "trackingNumber" ? fieldOf(parcel, name) : undefined;
  return pressOnce(pressOf(source), (key) => createParcel(inputOf(source, fields, key), named, makeOneOf));
}
