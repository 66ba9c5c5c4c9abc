/**
 * Steps of the saga that confirms an order, one function each: a step calls a peer, then stores the result together with the next step.
 * Stock is committed, then the payment is captured, then the order is confirmed. Before the capture the saga can be rolled back; after it the
 * saga only goes forward. Peers identify a step by its checkout or payment, so each can be repeated.
 */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import {
  capturePayment,
  commitStock,
  endCommitment,
  linkPayment,
  releaseStock,
  voidPayments,
} from "../../peers/peers.ts";
import { findCountersByOrders } from "../../store/order/line-counters.ts";
import { changeOrder, findLinesByOrders } from "../../store/order/orders.ts";
import { findBalance, raiseCaptured, waiveShipping } from "../../store/payment/balances.ts";
import { findCancellation } from "../../store/processing/order-tasks.ts";
import { advanceSaga } from "../../store/processing/sagas.ts";
import type { OrderRow, SagaRow } from "../../store/tables.ts";
import { createOrderLink, shopActor } from "../access.ts";
import { rollBackCheckout } from "../cancellation/rollback.ts";
import { publishOrderCancelled } from "../lifecycle/order-events.ts";
import { holdOrder } from "../lifecycle/review-holds.ts";
import { previousStates } from "../lifecycle/transitions.ts";
import { cancelLineUnits } from "../order/parts.ts";
import { recordSettlement } from "../order/settlement.ts";
import { recordOrderEvent } from "../order/timeline.ts";
import { firstUnits } from "../order/units.ts";
import { confirmOrder } from "./confirmation.ts";
import type { OrderLease, StepResult } from "./work.ts";

type Step = (deps: Deps, lease: OrderLease, saga: SagaRow, order: OrderRow) => Promise<StepResult>;

const steps = {
  COMMIT_STOCK: async (deps, lease, saga) => {
    const response = await commitStock(deps.peers, lease.fencingToken, saga.checkoutId);
    if (response.outcome === "committed") {
      await lease.advance("saga-stock-committed", (tx) => advanceAfterCommit(deps, tx, saga));
    } else {
      const next = saga.paymentId ? "VOID" : "RELEASE";
      await lease.advance("saga-stock-gone", (tx) => advanceSaga(tx, saga, { step: next, failure: "OUT_OF_STOCK" }));
    }
    return "answered";
  },

  /** Links the payment to the order if the shop captures on fulfilment: the authorisation must still be valid. */
  LINK: async (deps, lease, saga, order) => {
    const response = await linkPayment(deps.peers, lease.fencingToken, {
      paymentId: requirePaymentId(saga),
      order: createOrderLink(deps, order),
    });
    await lease.advance("saga-payment-linked", async (tx) => {
      const cancellation = await findCancellation(tx, order.id);
      const failure = cancellation?.reason ?? (response.outcome === "refused" ? "PAYMENT_REFUSED" : null);
      if (failure) await advanceSaga(tx, saga, { step: "VOID", failure });
      else await confirmOrder(deps, tx, saga);
    });
    return "answered";
  },

  /** The pivot: after the capture there is no roll-back. A timeout is not a refusal. An earlier cancellation is respected. */
  CAPTURE: async (deps, lease, saga, order) => {
    const cancellation = await deps.store.read((db) => findCancellation(db, order.id));
    if (cancellation) {
      const rollback = { step: "VOID", failure: cancellation.reason } as const;
      await lease.advance("saga-cancel-before-capture", (tx) => advanceSaga(tx, saga, rollback));
      return "answered";
    }
    const response = await capturePayment(deps.peers, lease.fencingToken, {
      paymentId: requirePaymentId(saga),
      order: createOrderLink(deps, order),
      captureId: saga.checkoutId,
      amountMinor: order.totalMinor,
      leftMinor: order.totalMinor,
    });
    if (response.outcome === "captured") {
      await lease.advance("saga-captured", (tx) => confirmCaptured(deps, tx, { saga, order }, response.capturedMinor));
    }
    if (response.outcome === "refused") {
      await lease.advance("saga-capture-refused", (tx) =>
        advanceSaga(tx, saga, { step: "VOID", failure: "PAYMENT_REFUSED" }),
      );
    }
    return response.outcome === "unknown" ? "unanswered" : "answered";
  },

  VOID: async (deps, lease, saga, order) => {
    const { checkoutId, version } = saga;
    const response = await voidPayments(deps.peers, lease.fencingToken, {
      checkoutId,
      version,
      unlessAuthorized: false,
      order: createOrderLink(deps, order),
    });
    if (response.outcome === "voided") {
      const next = saga.failure === "OUT_OF_STOCK" ? "RELEASE" : "UNCOMMIT";
      await lease.advance("saga-payment-voided", (tx) => advanceSaga(tx, saga, { step: next }));
    }
    if (response.outcome === "captured") {
      await lease.advance("saga-captured-after-all", (tx) =>
        handleLateCapture(deps, tx, { saga, order }, response.capturedMinor),
      );
    }
    return response.outcome === "voided" || response.outcome === "captured" ? "answered" : "unanswered";
  },

  /** Ends the commitment of the stock. */
  UNCOMMIT: async (deps, lease, saga, order) => {
    const { checkoutId } = saga;
    const bought = await deps.store.read((db) => findLinesByOrders(db, [order.id]));
    const lines = bought.map(({ id, variantId, quantity }) => ({ lineId: id, variantId, quantity }));
    const all = { checkoutId, causeId: checkoutId, outcome: "cancelled", lines } as const;
    await endCommitment(deps.peers, lease.fencingToken, all);
    await lease.advance("saga-stock-uncommitted", (tx) => advanceSaga(tx, saga, { step: "CANCEL" }));
    return "answered";
  },

  /** Releases the reservation of stock that was never committed. */
  RELEASE: async (deps, lease, saga) => {
    await releaseStock(deps.peers, lease.fencingToken, saga.checkoutId);
    await lease.advance("saga-released", (tx) => advanceSaga(tx, saga, { step: "CANCEL" }));
    return "answered";
  },

  CANCEL: async (deps, lease, saga) => {
    await lease.advance("saga-cancel", (tx) => cancelUnconfirmedOrder(deps, tx, saga));
    return "answered";
  },

  DONE: async () => "answered",
} satisfies Record<SagaRow["step"], Step>;

/** Executes the due step. Its result is stored before the next step begins, and each step can be repeated. */
export function runSagaStep(deps: Deps, lease: OrderLease, saga: SagaRow, order: OrderRow): Promise<StepResult> {
  const step: Step = steps[saga.step];
  return step(deps, lease, saga, order);
}

/** After the commit of the stock: continues with the payment, confirms a free order, or rolls a cancelled order back. */
async function advanceAfterCommit(deps: Deps, tx: Tx, saga: SagaRow): Promise<void> {
  const cancellation = await findCancellation(tx, saga.orderId);
  const { captureMode } = await findBalance(tx, saga.orderId);
  if (cancellation) {
    await advanceSaga(tx, saga, { step: saga.paymentId ? "VOID" : "UNCOMMIT", failure: cancellation.reason });
  } else if (saga.paymentId) {
    await advanceSaga(tx, saga, { step: captureMode === "ON_PLACEMENT" ? "CAPTURE" : "LINK" });
  } else {
    await confirmOrder(deps, tx, saga);
  }
}

/** An order in processing, with its saga. */
type OrderInProcessing = { saga: SagaRow; order: OrderRow };

/** Confirms the order after the capture. A captured amount other than the order's total puts the order on hold for review. */
async function confirmCaptured(
  deps: Deps,
  tx: Tx,
  inProcessing: OrderInProcessing,
  capturedMinor: number,
): Promise<void> {
  const { saga, order } = inProcessing;
  await raiseCaptured(tx, order.id, capturedMinor);
  if (capturedMinor === order.totalMinor) await confirmOrder(deps, tx, saga);
  else await holdForReview(deps, tx, inProcessing, "the captured amount differs from the total of the order");
}

/** Handles a capture found during the roll-back: a cancelled order continues after the pivot, every other case must never happen. */
async function handleLateCapture(
  deps: Deps,
  tx: Tx,
  inProcessing: OrderInProcessing,
  capturedMinor: number,
): Promise<void> {
  const { saga, order } = inProcessing;
  const { captureMode } = await findBalance(tx, order.id);
  const isCalledOff = saga.failure === "CUSTOMER" || saga.failure === "SHOP";
  if (isCalledOff && captureMode === "ON_PLACEMENT") {
    await confirmCaptured(deps, tx, inProcessing, capturedMinor);
  } else {
    await raiseCaptured(tx, order.id, capturedMinor);
    const because = "money was captured for an order that was being rolled back";
    await holdForReview(deps, tx, inProcessing, because);
  }
}

/** Cancels an unconfirmed order: nothing is charged, and the cart is open again. */
async function cancelUnconfirmedOrder(deps: Deps, tx: Tx, saga: SagaRow): Promise<void> {
  if (!saga.failure) throw new Error(`the order ${saga.orderId} is cancelled without a reason`);
  if (!(await advanceSaga(tx, saga, { step: "DONE", outcome: "CANCELLED" }))) return;
  const order = await changeOrder(tx, saga.orderId, previousStates("CANCELLED"), {
    state: "CANCELLED",
    cancelReason: saga.failure,
  });
  if (!order) throw new Error(`the order ${saga.orderId} cannot be cancelled in its current state`);
  for (const line of await findCountersByOrders(tx, [order.id]))
    await cancelLineUnits(tx, line, firstUnits(line.ordered), { restocked: line.ordered });
  await waiveShipping(tx, order.id);
  await recordSettlement(tx, order.id);
  const summary = rollbackSummaries[saga.failure];
  await recordOrderEvent(deps, tx, order, { kind: "CANCELLED", summary, ...shopActor });
  await rollBackCheckout(deps, tx, order);
  const lines = await findLinesByOrders(tx, [order.id]);
  const parts = lines.map(({ id, quantity }) => ({ lineId: id, quantity }));
  await publishOrderCancelled(deps, tx, order, { wasConfirmed: false, parts });
}

const rollbackSummaries = {
  OUT_OF_STOCK: "The goods were out of stock; nothing was charged.",
  PAYMENT_REFUSED: "The payment was refused; nothing was charged.",
  CUSTOMER: "The customer cancelled the order; nothing was charged.",
  SHOP: "The shop cancelled the order; nothing was charged.",
} as const satisfies Record<NonNullable<SagaRow["failure"]>, string>;

/** Ends the saga for review by staff: payment and stock are inconsistent, which must never happen. */
async function holdForReview(deps: Deps, tx: Tx, { saga, order }: OrderInProcessing, because: string): Promise<void> {
  if (!(await advanceSaga(tx, saga, { step: "DONE", outcome: "NEEDS_REVIEW" }))) return;
  await recordSettlement(tx, order.id);
  await holdOrder(deps, tx, order, because);
}

function requirePaymentId({ paymentId, orderId }: SagaRow): string {
  if (!paymentId) throw new Error(`the order ${orderId} has a payment step, but no payment`);
  return paymentId;
}
