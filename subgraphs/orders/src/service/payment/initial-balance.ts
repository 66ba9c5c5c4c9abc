/** Initial balance: the line counters and the amounts of a newly placed order. */
import { sum } from "@hansa/kit/money";
import type { Tx } from "@hansa/kit/store/store";
import { insertCounters } from "../../store/order/line-counters.ts";
import { insertMoney } from "../../store/payment/balances.ts";
import { findSettings } from "../../store/settings/settings.ts";
import type { OrderLineRow, OrderRow } from "../../store/tables.ts";
import { noUnits } from "../order/units.ts";

type InitialBalance = {
  /** The variants that are sent by parcel. */
  sentVariants: ReadonlySet<string>;
  paymentId: string | null;
  version: number;
};

/** Creates the rows in the transaction that places the order. The shop's capture mode is frozen in them. */
export async function createBalance(
  tx: Tx,
  order: OrderRow,
  lines: readonly OrderLineRow[],
  { sentVariants, paymentId, version }: InitialBalance,
): Promise<void> {
  const counters = lines.map((line) => ({
    lineId: line.id,
    orderId: order.id,
    isSent: sentVariants.has(line.variantId),
    ordered: line.quantity,
    chargedMinor: sum([line.lineTotalMinor, order.taxIncluded ? 0 : line.taxMinor]),
    cancelled: 0,
    allocated: 0,
    packed: 0,
    shipped: 0,
    delivered: 0,
    undelivered: 0,
    returnRequested: 0,
    returnRejected: 0,
    returned: 0,
    restocked: 0,
    credited: 0,
    creditedMinor: 0,
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
    externalMinor: 0,
    // The part of the total outside the lines is shipping, including its tax.
    shippingMinor: order.totalMinor - sum(counters.map((line) => line.chargedMinor)),
    shippingCreditedMinor: 0,
    authorizationEndedAt: null,
  });
}
