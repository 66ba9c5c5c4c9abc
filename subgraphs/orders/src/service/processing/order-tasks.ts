/** Order tasks by kind: each calls a peer and stores the result. The peer identifies a task by its subject, so each can be repeated. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import {
  cancelReplacement,
  capturePayment,
  endCommitment,
  refundPayment,
  releasePayment,
  restock,
  voidPayments,
} from "../../peers/peers.ts";
import { findOrdersByIds } from "../../store/order/orders.ts";
import { endAuthorization, findBalance, findCapture, findCapturesByOrders } from "../../store/payment/balances.ts";
import { findRefund } from "../../store/payment/refunds.ts";
import { endTask, insertOrderTask } from "../../store/processing/order-tasks.ts";
import type { OrderMoneyRow, OrderRow, OrderTaskRow } from "../../store/tables.ts";
import { createOrderLink, shopActor } from "../access.ts";
import { creditUncreditedUnits } from "../invoicing/credit-notes.ts";
import { handOverOrder } from "../lifecycle/derived-state.ts";
import { recordSettlement } from "../order/settlement.ts";
import { recordOrderEvent } from "../order/timeline.ts";
import { captureDueAmount } from "../payment/balance.ts";
import { applyCapture, applyCaptureRefusal } from "../payment/capture-outcome.ts";
import { applyRefundOutcome, type RefundOutcome } from "../refunds/refund-outcome.ts";
import { applyWithdrawals, settleWithdrawals } from "../withdrawals/effects.ts";
import type { OrderLease, StepResult } from "./work.ts";

type TaskHandler = (deps: Deps, lease: OrderLease, task: OrderTaskRow, order: OrderRow) => Promise<StepResult>;

const handlers = {
  /** Takes the units of a parcel or a hand-over off the shelf. */
  SHIP: (deps, lease, task, order) => endUnits(deps, lease, { task, order, outcome: "sent" }),

  /** Lets cancelled units be sold again. */
  UNCOMMIT: (deps, lease, task, order) => endUnits(deps, lease, { task, order, outcome: "cancelled" }),

  RESTOCK: async (deps, lease, task) => {
    await restock(deps.peers, lease.fencingToken, task.subjectId, task.lines ?? []);
    return completeTask(deps, lease, task);
  },

  REFUND: async (deps, lease, task, order) => {
    const refund = await deps.store.read((db) => findRefund(db, task.subjectId));
    if (refund?.state !== "PENDING") return completeTask(deps, lease, task);
    const response = await refundPayment(deps.peers, lease.fencingToken, {
      refundId: refund.id,
      paymentId: requirePaymentId(await deps.store.read((db) => findBalance(db, order.id))),
      amountMinor: refund.amountMinor,
      currency: order.currency,
      reason: refund.reason,
      requestedBy: refund.requestedBy,
    });
    if (response.outcome === "unknown") return "unanswered";
    if (response.outcome === "pending") return completeTask(deps, lease, task);
    const outcome: RefundOutcome =
      response.outcome === "succeeded"
        ? { state: "SUCCEEDED" }
        : response.outcome === "failed"
          ? { state: "FAILED", failure: response.reason }
          : { state: "REFUSED", maximumMinor: response.maximumMinor };
    return completeTask(deps, lease, task, { apply: (tx) => applyRefundOutcome(deps, tx, refund.id, outcome) });
  },

  CAPTURE: async (deps, lease, task, order) => {
    const capture = await deps.store.read((db) => findCapture(db, task.subjectId));
    if (capture?.state !== "PENDING") return completeTask(deps, lease, task);
    const response = await capturePayment(deps.peers, lease.fencingToken, {
      paymentId: requirePaymentId(await deps.store.read((db) => findBalance(db, order.id))),
      order: createOrderLink(deps, order),
      captureId: capture.id,
      amountMinor: capture.amountMinor,
      leftMinor: capture.leftMinor,
    });
    if (response.outcome === "unknown") return "unanswered";
    return completeTask(deps, lease, task, {
      apply: (tx, now) =>
        response.outcome === "captured"
          ? applyCapture(deps, tx, now, { captureId: capture.id, capturedMinor: response.capturedMinor })
          : applyCaptureRefusal(deps, tx, now, { captureId: capture.id, reason: response.reason }),
    });
  },

  /** Releases the authorised amount that will not be captured. After a capture at the provider, its event is applied first. */
  RELEASE: async (deps, lease, task, order) => {
    const { money, captures } = await deps.store.read(async (db) => ({
      money: await findBalance(db, order.id),
      captures: await findCapturesByOrders(db, [order.id]),
    }));
    if (captures.some(({ state }) => state === "PENDING")) return "waits";
    const response =
      money.capturedMinor > 0
        ? await releasePayment(deps.peers, lease.fencingToken, requirePaymentId(money))
        : await voidPayments(deps.peers, lease.fencingToken, {
            checkoutId: order.checkoutId,
            version: money.version,
            unlessAuthorized: false,
            order: createOrderLink(deps, order),
          });
    if (response.outcome !== "released" && response.outcome !== "voided") return "unanswered";
    const summary = "The rest of the authorisation was released.";
    return completeTask(deps, lease, task, {
      apply: async (tx) => {
        await endAuthorization(tx, order.id, deps.runtime.now());
        await recordSettlement(tx, order.id);
        await recordOrderEvent(deps, tx, order, { kind: "PAYMENT_RELEASED", summary, ...shopActor });
      },
    });
  },

  /** Hands lines over. The task waits while the order is on hold, until its release or cancellation. */
  HAND_OVER: async (deps, lease, task, order) => {
    if (isOnHold(order)) return "waits";
    return completeTask(deps, lease, task, {
      mustWait: isOnHold,
      apply: async (tx, now) => {
        if (now.state === "CANCELLED") return;
        await captureDueAmount(deps, tx, await handOverOrder(deps, tx, now), deps.runtime.newId("cap"));
      },
    });
  },

  /** Cancels a replacement whose return was not closed in time, such as after a crash. The close ends this task. */
  REPLACE: (deps, lease, task) =>
    completeTask(deps, lease, task, {
      apply: (tx, { id }) =>
        insertOrderTask(tx, { orderId: id, kind: "CANCEL_REPLACEMENT", subjectId: task.subjectId }, deps.store.now()),
    }),

  CANCEL_REPLACEMENT: async (deps, lease, task, { checkoutId }) => {
    await cancelReplacement(deps.peers, lease.fencingToken, { replacementId: task.subjectId, checkoutId });
    return completeTask(deps, lease, task);
  },

  /** Brings credit notes, settlement and withdrawals of an order from before an upgrade to the rules of today. The upgrade inserts these tasks. */
  REASSESS: (deps, lease, task) =>
    completeTask(deps, lease, task, {
      apply: async (tx, now) => {
        await creditUncreditedUnits(deps, tx, now);
        await recordSettlement(tx, now.id);
        await settleWithdrawals(deps, tx, now.id);
      },
    }),

  /** Applies withdrawals that were declared while the order was being placed. The task waits until its saga has ended. */
  WITHDRAW: async (deps, lease, task, order) => {
    if (isBeingPlaced(order)) return "waits";
    return completeTask(deps, lease, task, {
      mustWait: isBeingPlaced,
      apply: (tx, now) => applyWithdrawals(deps, tx, now, shopActor),
    });
  },
} satisfies Record<OrderTaskRow["kind"], TaskHandler>;

/** Executes the task for the current order. */
export function runOrderTask(deps: Deps, lease: OrderLease, task: OrderTaskRow, order: OrderRow): Promise<StepResult> {
  const run: TaskHandler = handlers[task.kind];
  return run(deps, lease, task, order);
}

type EndedUnits = { task: OrderTaskRow; order: OrderRow; outcome: "sent" | "cancelled" };

/** Ends the commitment of the task's units. */
async function endUnits(deps: Deps, lease: OrderLease, { task, order, outcome }: EndedUnits): Promise<StepResult> {
  const { checkoutId } = order;
  const ended = { checkoutId, causeId: task.subjectId, outcome, lines: task.lines ?? [] };
  await endCommitment(deps.peers, lease.fencingToken, ended);
  return completeTask(deps, lease, task);
}

/** The outcome of a task: its changes, and the condition under which the task has to wait instead. */
type TaskOutcome = {
  apply?: (tx: Tx, order: OrderRow) => Promise<void>;
  mustWait?: (order: OrderRow) => boolean;
};

/**
 * Completes the task and applies its outcome to the current order in one transaction. No effect if the task is completed already, or if the
 * order has to wait meanwhile.
 */
async function completeTask(
  { runtime }: Deps,
  lease: OrderLease,
  task: OrderTaskRow,
  { apply, mustWait }: TaskOutcome = {},
): Promise<StepResult> {
  return lease.advance(`complete-order-task-${task.kind.toLowerCase()}`, async (tx) => {
    const [order] = await findOrdersByIds(tx, [task.orderId]);
    if (order && mustWait?.(order)) return "waits";
    if (order && (await endTask(tx, task.seq, runtime.now()))) await apply?.(tx, order);
    return "answered";
  });
}

/** Whether the order is on hold. Cancelled orders do not wait. */
function isOnHold({ state, holdReason }: OrderRow): boolean {
  return state !== "CANCELLED" && holdReason !== null;
}

function isBeingPlaced({ state }: OrderRow): boolean {
  return state === "PENDING_PAYMENT";
}

function requirePaymentId({ orderId, paymentId }: OrderMoneyRow): string {
  if (!paymentId) throw new Error(`the order ${orderId} has a payment task, but no payment`);
  return paymentId;
}
