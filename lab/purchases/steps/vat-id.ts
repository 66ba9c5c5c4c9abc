/** Step of staff who sets a VAT id right before dispatch. */
import { OrderVatIdCorrectDocument } from "@hansa/client/documents/orders";
import { mutate } from "@hansa/client/mutation";
import { routeInProcess } from "../../../cli/host/in-process-client.ts";
import { lowerPrices } from "../model/refunds.ts";
import { staff } from "../shop.ts";
import type { Step } from "./step.ts";

/** The refunded amount; 0 where the shop refuses it. */
export const correctVatId: Step = async ({ opened, order, placed, knownId, key }) => {
  if (knownId === null) return null;
  const input = { orderId: placed.id, vatId: knownId.vatId, idempotencyKey: key() };
  const response = await mutate(routeInProcess(opened.shop, staff), OrderVatIdCorrectDocument, input);
  const found = response.__typename === "OrderVatIdCorrected" ? response.refund.amount.minor : 0;
  return { refunded: [Number(lowerPrices(order, knownId.prices) ?? 0n), found] };
};
