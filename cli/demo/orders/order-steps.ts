/** Performs the planned steps of one order, as warehouse, support, finance or buyer. */
import {
  OrderCancelDocument,
  OrderHoldDocument,
  OrderHoldReleaseDocument,
  OrderLinesCancelDocument,
  OrderRefundDocument,
} from "@hansa/client/documents/orders";
import { ReviewModerateDocument, ReviewSubmitDocument } from "@hansa/client/documents/products";
import type { OrderRefundInput } from "@hansa/client/generated/graphql";
import type { Viewer } from "@hansa/kit/identity";
import { performInProcess } from "../../host/in-process-client.ts";
import type { SeedShop } from "../shop.ts";
import { expectState, type OrderProgress, oneOf, planned, type StepDeps } from "./order-progress.ts";
import { performParcelStep } from "./parcel-steps.ts";
import { idOf } from "./placement.ts";
import type { Step } from "./planned-order.ts";
import { performReturnStep } from "./return-steps.ts";

/** Does one step. Throws if the shop does not let it happen as planned. */
export async function performStep(deps: StepDeps, order: OrderProgress, step: Step): Promise<void> {
  const { shop, staff, catalogue } = deps;
  const { name, placed, viewer } = order;
  const { orderId, guestToken } = placed;
  switch (step.does) {
    case "cancel": {
      const input = { orderId, guestToken, note: "Ordered by mistake.", idempotencyKey: `${name}-cancel` };
      const { order: after } = await performInProcess(shop, viewer, OrderCancelDocument, input);
      return expectState(after.state, "CANCELLED", name);
    }
    case "cancelUnit": {
      const [line] = order.goods.splice(-1);
      if (!line) throw new Error(`nothing of ${name} can be cancelled`);
      if (line.quantity > 1) order.goods.push({ ...line, quantity: line.quantity - 1 });
      const input = { orderId, parts: [{ ...line, quantity: 1 }], idempotencyKey: `${name}-cancel-unit` };
      await performInProcess(shop, staff("SUPPORT"), OrderLinesCancelDocument, input);
      return;
    }
    case "hold": {
      const input = { orderId, note: "The address lacks a house number: the customer calls back." };
      await performInProcess(shop, staff("SUPPORT"), OrderHoldDocument, input);
      return;
    }
    case "release": {
      const input = { orderId, note: "The customer has given the right address." };
      await performInProcess(shop, staff("SUPPORT"), OrderHoldReleaseDocument, input);
      return;
    }
    case "dispute":
      await planned(shop.payments.sandbox).dashboard.openDispute(planned(placed.paymentId), 500, "fraudulent");
      return;
    case "refundReturn": {
      const reason = "The goods came back and are sound.";
      const what = { lines: oneOf(order), returnId: planned(order.returnId), reason };
      return expectState(await refund(shop, staff("SUPPORT"), order, what), "SUCCEEDED", name);
    }
    case "refund": {
      const isShipping = step.what === "shipping" && placed.shippingMinor > 0 && !placed.isDiscounted;
      const reason = isShipping ? "It came later than promised." : "A scratch; the customer keeps it.";
      const amount = isShipping ? { shippingMinor: placed.shippingMinor } : { adjustmentMinor: 200 };
      const ended = await refund(shop, staff("FINANCE"), order, { ...amount, reason });
      return expectState(ended, step.ends ?? "SUCCEEDED", name);
    }
    case "review": {
      const { sku, rating, body } = step;
      const input = { productId: idOf(catalogue.productIdBySku, sku), rating, body };
      order.reviewIdBySku.set(sku, (await performInProcess(shop, viewer, ReviewSubmitDocument, input)).review.id);
      return;
    }
    case "judgeReview": {
      const input = { reviewId: idOf(order.reviewIdBySku, step.sku), decision: step.decision };
      await performInProcess(shop, staff("SUPPORT"), ReviewModerateDocument, input);
      if (step.decision === "APPROVE") order.praised.push(step.sku);
      return;
    }
    case "prepare":
    case "leave":
    case "pack":
    case "arrive":
    case "comeBack":
      return performParcelStep(deps, order, step);
    case "askReturn":
    case "decideReturn":
    case "receiveReturn":
    case "closeReturn":
    case "withdraw":
    case "contest":
      return performReturnStep(deps, order, step);
  }
}

/** Refunds, and gives the state of the refund. */
async function refund(
  shop: SeedShop,
  viewer: Viewer,
  order: OrderProgress,
  what: Omit<OrderRefundInput, "orderId" | "idempotencyKey">,
): Promise<string> {
  order.refunds += 1;
  const input = { orderId: order.placed.orderId, ...what, idempotencyKey: `${order.name}-refund-${order.refunds}` };
  return (await performInProcess(shop, viewer, OrderRefundDocument, input)).refund.state;
}
