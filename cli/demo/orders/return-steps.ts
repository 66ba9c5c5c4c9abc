/** Steps of goods that come back: returns, and withdrawals from a purchase. */
import { WithdrawalContestDocument, WithdrawalDeclareDocument } from "@hansa/client/documents/orders";
import {
  ReturnCloseDocument,
  ReturnReceiveDocument,
  ReturnRequestDocument,
  ReturnResolveDocument,
} from "@hansa/client/documents/returns";
import { guest } from "@hansa/kit/testing";
import { performInProcess } from "../../host/in-process-client.ts";
import { type OrderProgress, oneOf, planned, type StepDeps } from "./order-progress.ts";
import type { ReturnStep } from "./planned-order.ts";

/** Does one step of a return or a withdrawal. */
export async function performReturnStep(
  { shop, staff }: StepDeps,
  order: OrderProgress,
  step: ReturnStep,
): Promise<void> {
  const { name, placed, viewer } = order;
  switch (step.does) {
    case "askReturn": {
      const reason = "It is not what we had imagined.";
      const { orderId, guestToken } = placed;
      const input = { orderId, guestToken, parts: oneOf(order), reason, idempotencyKey: `${name}-return` };
      order.returnId = (await performInProcess(shop, viewer, ReturnRequestDocument, input)).orderReturn.id;
      return;
    }
    case "decideReturn": {
      const note = step.decision === "REJECT" ? "It has been used; the pictures show scratches." : null;
      const input = { returnId: planned(order.returnId), decision: step.decision, note };
      await performInProcess(shop, staff("SUPPORT"), ReturnResolveDocument, input);
      return;
    }
    case "receiveReturn": {
      const parts = oneOf(order).map((part) => ({ ...part, restock: true }));
      const input = { returnId: planned(order.returnId), parts, idempotencyKey: `${name}-back` };
      await performInProcess(shop, staff("FULFILMENT"), ReturnReceiveDocument, input);
      return;
    }
    case "closeReturn": {
      const ended = { outcome: "NOT_ARRIVED" as const, note: "We have waited for the parcel." };
      const input = { returnId: planned(order.returnId), ...ended, idempotencyKey: `${name}-close` };
      await performInProcess(shop, staff("SUPPORT"), ReturnCloseDocument, input);
      return;
    }
    case "withdraw":
      return withdraw(shop, order, step.as);
    case "contest": {
      const note = "It was engraved for the customer.";
      const input = { withdrawalId: planned(order.withdrawalId), note, idempotencyKey: `${name}-contest` };
      await performInProcess(shop, staff("SUPPORT"), WithdrawalContestDocument, input);
    }
  }
}

/** The shop tells its id to the buyer alone. */
async function withdraw(
  shop: StepDeps["shop"],
  order: OrderProgress,
  as: Extract<ReturnStep, { does: "withdraw" }>["as"],
): Promise<void> {
  const { name, viewer, placed, person } = order;
  const isBuyer = as === "buyer";
  const { withdrawal } = await performInProcess(shop, isBuyer ? viewer : guest, WithdrawalDeclareDocument, {
    orderNumber: as === "unknown" ? "999999" : placed.number,
    ...person,
    guestToken: isBuyer ? placed.guestToken : null,
    idempotencyKey: `${name}-withdraw`,
  });
  order.withdrawalId = withdrawal?.id ?? null;
}
