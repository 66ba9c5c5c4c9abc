/** Packing slips: one for each parcel of an order that has not left, be it packed or still to be packed. */
import type { OfficeSlipsQuery } from "../../generated/graphql.ts";

export type SlipOrder = Extract<NonNullable<OfficeSlipsQuery["nodes"][number]>, { __typename: "Order" }>;
type Parcel = SlipOrder["fulfilments"][number]["shipments"][number];

/** `parcel` is undefined for goods that are in none yet. */
export type Slip = { key: string; order: SlipOrder; parts: Parcel["parts"]; parcel?: Parcel };

/** The orders that were found; undefined until they are read. */
export function ordersIn(data: OfficeSlipsQuery | undefined): SlipOrder[] | undefined {
  return data?.nodes.flatMap((node) => (node?.__typename === "Order" ? [node] : []));
}

/** The slips of an order; `parcelId`: that of this parcel alone, in any status. Nothing of an order on hold leaves. */
export function slipsOf(order: SlipOrder, parcelId?: string): Slip[] {
  const parcels = order.fulfilments.flatMap(({ shipments }) => shipments);
  if (parcelId !== undefined) return parcels.filter(({ id }) => id === parcelId).map((parcel) => slipOf(order, parcel));
  if (order.hold) return [];
  const toPrepare = order.lines.flatMap(({ toPrepare: quantity, ...line }) =>
    quantity > 0 ? [{ line, quantity }] : [],
  );
  const toPack = order.fulfilments.map(({ id, toPack: parts }): Slip => ({ key: id, order, parts }));
  return [
    ...(order.nextActions.includes("FULFIL") ? [{ key: order.id, order, parts: toPrepare }] : []),
    ...(order.nextActions.includes("SHIP") ? toPack : []),
    ...parcels.filter(({ status }) => status === "READY").map((parcel) => slipOf(order, parcel)),
  ].filter(({ parts }) => parts.length > 0);
}

function slipOf(order: SlipOrder, parcel: Parcel): Slip {
  return { key: parcel.id, order, parts: parcel.parts, parcel };
}
