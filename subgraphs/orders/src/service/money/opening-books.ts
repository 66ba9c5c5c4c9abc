/** The counters and the money of an order that is placed this moment: nothing has gone anywhere yet. */
import { sum } from "@hansa/kit/money";
import type { Tx } from "@hansa/kit/store";
import { insertCounters } from "../../store/counters.ts";
import { insertMoney } from "../../store/money.ts";
import { findSettings } from "../../store/settings.ts";
import type { OrderLineRow, OrderRow } from "../../store/tables.ts";
import { noUnits } from "./units.ts";

type Opening = {
  /** What goes by parcel. */
  sentVariants: ReadonlySet<string>;
  paymentId: string | null;
  version: number;
};

/** Opens them in the transaction that places the order. The shop's way of taking money is frozen with them. */
export async function openBooks(
  tx: Tx,
  order: OrderRow,
  lines: readonly OrderLineRow[],
  { sentVariants, paymentId, version }: Opening,
): Promise<void> {
  const counters = lines.map((line) => ({
    lineId: line.id,
    orderId: order.id,
    isSent: sentVariants.has(line.variantId),
    ordered: line.quantity,
    chargedMinor: sum([line.lineTotalMinor, order.taxIncluded ? 0 : line.taxMinor]),
    cancelled: 0,
    setAside: 0,
    packed: 0,
    shipped: 0,
    delivered: 0,
    undelivered: 0,
    returnAsked: 0,
    returned: 0,
    restocked: 0,
    givenUp: 0,
    givenUpMinor: 0,
    withdrawn: 0,
    units: noUnits,
  }));
  await insertCounters(tx, counters);
  await insertMoney(tx, {
    orderId: order.id,
    paymentId,
    version,
    captureMode: (await findSettings(tx)).captureMode,
    totalMinor: order.totalMinor,
    capturedMinor: 0,
    refundedMinor: 0,
    adjustedMinor: 0,
    elsewhereMinor: 0,
    // Whatever of the total is not for a line is for sending, its tax included.
    shippingMinor: order.totalMinor - sum(counters.map((line) => line.chargedMinor)),
    shippingGivenUpMinor: 0,
    authorizationEndedAt: null,
  });
}
