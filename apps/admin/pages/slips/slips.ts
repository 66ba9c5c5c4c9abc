/** Packing slips: one for each parcel of an order that has not left, be it packed or still to be packed. */
import type { OfficeSlipsQuery } from "../../generated/graphql.ts";
import { waitingIn } from "../../shop/parcels/waiting.ts";

export type SlipOrder = Extract<NonNullable<OfficeSlipsQuery["nodes"][number]>, { __typename: "Order" }>;
type Parcel = SlipOrder["fulfilments"][number]["shipments"][number];

/** `parcel` is undefined for goods that are in none yet. */
export type Slip = { key: string; order: SlipOrder; parts: readonly Parcel["parts"][number][]; parcel?: Parcel };

/** The slips of an order; `parcelId`: that of this parcel alone, in any status. Nothing of an order on hold leaves. */
export function slipsOf(order: SlipOrder, parcelId?: string): Slip[] {
  const parcels = order.fulfilments.flatMap(({ shipments }) => shipments);
  if (parcelId !== undefined) return parcels.filter(({ id }) => id === parcelId).map((parcel) => slipOf(order, parcel));
  if (order.hold) return [];
  return [
    ...waitingIn(order).map(({ key, parts }) => ({ key, order, parts })),
    ...parcels.filter(({ status }) => status === "READY").map((parcel) => slipOf(order, parcel)),
  ];
}

function slipOf(order: SlipOrder, parcel: Parcel): Slip {
  return { key: parcel.id, order, parts: parcel.parts, parcel };
}
