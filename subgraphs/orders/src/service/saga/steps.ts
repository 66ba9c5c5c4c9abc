/**
 * The steps of the saga that makes an order certain, one function each: ask, then write down what came of it together with what is next.
 * Stock is committed, then the money is captured, then the order is confirmed. Up to the capture it can be undone; from there it only goes
 * forward. Whoever answers a step knows it by its checkout or payment.
 */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { capturePayment, commitStock, linkPayment, releaseStock, restock, voidPayments } from "../../peers/peers.ts";
import { findCountersByOrders } from "../../store/counters.ts";
import { findCancellation } from "../../store/errands.ts";
import { giveUpShipping, moneyOf, raiseCaptured } from "../../store/money.ts";
import { findLinesByOrders, moveOrder } from "../../store/orders.ts";
import { moveSaga } from "../../store/sagas.ts";
import type { OrderRow, SagaRow } from "../../store/tables.ts";
import { undoCheckout } from "../checkout/undoing.ts";
import { recordSettlement } from "../money/settlement.ts";
import { cancelLineUnits } from "../money/unit-moves.ts";
import { firstUnits } from "../money/units.ts";
import { theShop } from "../order/access.ts";
import { recordOrderEvent } from "../order/events.ts";
import { statesBefore } from "../order/life.ts";
import { linkOf } from "../order/link.ts";
import { tellCancelled } from "../order/news.ts";
import { holdOrder } from "../order/review-holds.ts";
import type { OrderTurn, Tried } from "../running/work.ts";
import { confirmOrder } from "./confirming.ts";

type Step = (deps: Deps, turn: OrderTurn, saga: SagaRow, order: OrderRow) => Promise<Tried>;

const steps = {
  COMMIT_STOCK: async (deps, turn, saga) => {
    const answer = await commitStock(deps.peers, turn.said, saga.checkoutId);
    if (answer.outcome === "committed") {
      await turn.advance("saga-stock-committed", (tx) => goOn(deps, tx, saga));
    } else {
      const next = saga.paymentId ? "VOID" : "RELEASE";
      await turn.advance("saga-stock-gone", (tx) => moveSaga(tx, saga, { step: next, failure: "OUT_OF_STOCK" }));
    }
    return "answered";
  },

  /** Where nothing is taken yet, the promise is enough, if it still stands; payments learns whose it is. */
  LINK: async (deps, turn, saga, order) => {
    const answer = await linkPayment(deps.peers, turn.said, { paymentId: paymentOf(saga), order: linkOf(deps, order) });
    await turn.advance("saga-payment-linked", async (tx) => {
      const cancellation = await findCancellation(tx, order.id);
      const failure = cancellation?.reason ?? (answer.outcome === "refused" ? "PAYMENT_REFUSED" : null);
      if (failure) await moveSaga(tx, saga, { step: "VOID", failure });
      else await confirmOrder(deps, tx, saga);
    });
    return "answered";
  },

  /** The pivot: once the money is taken there is no way back. A time-out is no refusal. A cancellation that is there before is heeded. */
  CAPTURE: async (deps, turn, saga, order) => {
    const cancellation = await deps.store.read((db) => findCancellation(db, order.id));
    if (cancellation) {
      const undone = { step: "VOID", failure: cancellation.reason } as const;
      await turn.advance("saga-cancel-before-capture", (tx) => moveSaga(tx, saga, undone));
      return "answered";
    }
    const answer = await capturePayment(deps.peers, turn.said, {
      paymentId: paymentOf(saga),
      order: linkOf(deps, order),
      captureId: saga.checkoutId,
      amountMinor: order.totalMinor,
      leftMinor: order.totalMinor,
    });
    if (answer.outcome === "captured") {
      await turn.advance("saga-captured", (tx) => confirmTaken(deps, tx, saga, order, answer.capturedMinor));
    }
    if (answer.outcome === "refused") {
      await turn.advance("saga-capture-refused", (tx) =>
        moveSaga(tx, saga, { step: "VOID", failure: "PAYMENT_REFUSED" }),
      );
    }
    return answer.outcome === "unknown" ? "unanswered" : "answered";
  },

  VOID: async (deps, turn, saga, order) => {
    const { checkoutId, version } = saga;
    const answer = await voidPayments(deps.peers, turn.said, {
      checkoutId,
      version,
      unlessAuthorized: false,
      order: linkOf(deps, order),
    });
    if (answer.outcome === "voided") {
      const next = saga.failure === "OUT_OF_STOCK" ? "RELEASE" : "RESTOCK";
      await turn.advance("saga-payment-voided", (tx) => moveSaga(tx, saga, { step: next }));
    }
    if (answer.outcome === "captured") {
      await turn.advance("saga-captured-after-all", (tx) => takenAfterAll(deps, tx, saga, order, answer.capturedMinor));
    }
    return answer.outcome === "voided" || answer.outcome === "captured" ? "answered" : "unanswered";
  },

  /** Stock was committed: it goes back on the shelf. */
  RESTOCK: async (deps, turn, saga, order) => {
    const lines = await deps.store.read((db) => findLinesByOrders(db, [order.id]));
    await restock(
      deps.peers,
      turn.said,
      saga.checkoutId,
      lines.map(({ id, variantId, quantity }) => ({ lineId: id, variantId, quantity })),
    );
    await turn.advance("saga-restocked", (tx) => moveSaga(tx, saga, { step: "CANCEL" }));
    return "answered";
  },

  /** Stock was never committed: whatever is still held is let go. */
  RELEASE: async (deps, turn, saga) => {
    await releaseStock(deps.peers, turn.said, saga.checkoutId);
    await turn.advance("saga-released", (tx) => moveSaga(tx, saga, { step: "CANCEL" }));
    return "answered";
  },

  CANCEL: async (deps, turn, saga) => {
    await turn.advance("saga-cancel", (tx) => cancel(deps, tx, saga));
    return "answered";
  },

  DONE: async () => "answered",
} satisfies Record<SagaRow["step"], Step>;

/** Runs the step that is due. Each is written down before the next one begins, and may be repeated. */
export function runStep(deps: Deps, turn: OrderTurn, saga: SagaRow, order: OrderRow): Promise<Tried> {
  const step: Step = steps[saga.step];
  return step(deps, turn, saga, order);
}

/** The goods are the order's: next is the money, or nothing more if it is free, or taken parcel by parcel. A cancellation turns it round. */
async function goOn(deps: Deps, tx: Tx, saga: SagaRow): Promise<void> {
  const cancellation = await findCancellation(tx, saga.orderId);
  const { captureMode } = await moneyOf(tx, saga.orderId);
  if (cancellation) {
    await moveSaga(tx, saga, { step: saga.paymentId ? "VOID" : "RESTOCK", failure: cancellation.reason });
  } else if (saga.paymentId) {
    await moveSaga(tx, saga, { step: captureMode === "ON_PLACEMENT" ? "CAPTURE" : "LINK" });
  } else {
    await confirmOrder(deps, tx, saga);
  }
}

/** The money is taken. Another amount than the order's is for a person to look into: neither to go on with nor to give up. */
async function confirmTaken(deps: Deps, tx: Tx, saga: SagaRow, order: OrderRow, capturedMinor: number): Promise<void> {
  await raiseCaptured(tx, order.id, capturedMinor);
  if (capturedMinor === order.totalMinor) await confirmOrder(deps, tx, saga);
  else await holdForReview(deps, tx, saga, order, "another amount was taken than the order asks for");
}

/** It was to be undone, and the money is taken: a cancellation then comes after the pivot, anything else must never happen. */
async function takenAfterAll(deps: Deps, tx: Tx, saga: SagaRow, order: OrderRow, capturedMinor: number): Promise<void> {
  const { captureMode } = await moneyOf(tx, order.id);
  const isCalledOff = saga.failure === "CUSTOMER" || saga.failure === "SHOP";
  if (isCalledOff && captureMode === "ON_PLACEMENT") {
    await confirmTaken(deps, tx, saga, order, capturedMinor);
  } else {
    await raiseCaptured(tx, order.id, capturedMinor);
    const because = "money was taken for an order that was being undone";
    await holdForReview(deps, tx, saga, order, because);
  }
}

/** The order did not come about: nothing stays charged, and the cart is open again. */
async function cancel(deps: Deps, tx: Tx, saga: SagaRow): Promise<void> {
  if (!saga.failure) throw new Error(`the order ${saga.orderId} is undone without a reason`);
  if (!(await moveSaga(tx, saga, { step: "DONE", outcome: "CANCELLED" }))) return;
  const order = await moveOrder(tx, saga.orderId, statesBefore("CANCELLED"), {
    state: "CANCELLED",
    cancelReason: saga.failure,
  });
  if (!order) throw new Error(`the order ${saga.orderId} cannot be cancelled from where it is`);
  for (const line of await findCountersByOrders(tx, [order.id]))
    await cancelLineUnits(tx, line, firstUnits(line.ordered), { restocked: line.ordered });
  await giveUpShipping(tx, order.id);
  await recordSettlement(tx, order.id);
  const summary = undoneBecause[saga.failure];
  await recordOrderEvent(deps, tx, order, { kind: "CANCELLED", summary, ...theShop });
  await undoCheckout(deps, tx, order);
  const lines = await findLinesByOrders(tx, [order.id]);
  const parts = lines.map(({ id, quantity }) => ({ lineId: id, quantity }));
  await tellCancelled(deps, tx, order, false, parts);
}

const undoneBecause = {
  OUT_OF_STOCK: "The goods were gone; nothing was charged.",
  PAYMENT_REFUSED: "The payment was refused; nothing was charged.",
  CUSTOMER: "The customer cancelled the order; nothing was charged.",
  SHOP: "The shop cancelled the order; nothing was charged.",
} as const satisfies Record<NonNullable<SagaRow["failure"]>, string>;

/** Money and stock do not fit together, which must never happen: nothing more is done without a person. */
async function holdForReview(deps: Deps, tx: Tx, saga: SagaRow, order: OrderRow, because: string): Promise<void> {
  if (!(await moveSaga(tx, saga, { step: "DONE", outcome: "NEEDS_REVIEW" }))) return;
  await recordSettlement(tx, order.id);
  await holdOrder(deps, tx, order, because);
}

function paymentOf({ paymentId, orderId }: SagaRow): string {
  if (!paymentId) throw new Error(`the order ${orderId} is to be captured without a payment`);
  return paymentId;
}
