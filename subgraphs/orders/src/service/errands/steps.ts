/** Each kind of errand: ask, then write down what came of it. Whoever is asked knows an errand by its subject, so each may be repeated. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { capturePayment, refundPayment, releasePayment, restock, voidPayments } from "../../peers/peers.ts";
import { endErrand } from "../../store/errands.ts";
import { endAuthorization, findCapture, findCapturesByOrders, moneyOf } from "../../store/money.ts";
import { findOrdersByIds } from "../../store/orders.ts";
import { findRefund } from "../../store/refunds.ts";
import type { ErrandRow, OrderMoneyRow, OrderRow } from "../../store/tables.ts";
import { concludeCapture, refuseCapture } from "../money/capture-outcomes.ts";
import { concludeRefund, type RefundOutcome } from "../money/refund-outcomes.ts";
import { recordSettlement } from "../money/settlement.ts";
import { takeDue } from "../money/settling.ts";
import { theShop } from "../order/access.ts";
import { recordOrderEvent } from "../order/events.ts";
import { handOver } from "../order/following.ts";
import { linkOf } from "../order/link.ts";
import type { OrderTurn, Tried } from "../running/work.ts";

type Errand = (deps: Deps, turn: OrderTurn, errand: ErrandRow, order: OrderRow) => Promise<Tried>;

const kinds = {
  RESTOCK: async (deps, turn, errand) => {
    await restock(deps.peers, turn.said, errand.subjectId, errand.lines ?? []);
    return end(deps, turn, errand);
  },

  REFUND: async (deps, turn, errand, order) => {
    const refund = await deps.store.read((db) => findRefund(db, errand.subjectId));
    if (refund?.state !== "PENDING") return end(deps, turn, errand);
    const answer = await refundPayment(deps.peers, turn.said, {
      refundId: refund.id,
      paymentId: paymentOf(await deps.store.read((db) => moneyOf(db, order.id))),
      amountMinor: refund.amountMinor,
      currency: order.currency,
      reason: refund.reason,
      requestedBy: refund.requestedBy,
    });
    if (answer.outcome === "unknown") return "unanswered";
    if (answer.outcome === "pending") return end(deps, turn, errand);
    const outcome: RefundOutcome =
      answer.outcome === "succeeded"
        ? { state: "SUCCEEDED" }
        : answer.outcome === "failed"
          ? { state: "FAILED", failure: answer.reason }
          : { state: "REFUSED", maximumMinor: answer.maximumMinor };
    return end(deps, turn, errand, (tx) => concludeRefund(deps, tx, refund.id, outcome));
  },

  CAPTURE: async (deps, turn, errand, order) => {
    const capture = await deps.store.read((db) => findCapture(db, errand.subjectId));
    if (capture?.state !== "PENDING") return end(deps, turn, errand);
    const answer = await capturePayment(deps.peers, turn.said, {
      paymentId: paymentOf(await deps.store.read((db) => moneyOf(db, order.id))),
      order: linkOf(deps, order),
      captureId: capture.id,
      amountMinor: capture.amountMinor,
      leftMinor: capture.leftMinor,
    });
    if (answer.outcome === "unknown") return "unanswered";
    return end(deps, turn, errand, (tx, now) =>
      answer.outcome === "captured"
        ? concludeCapture(deps, tx, now, capture.id, answer.capturedMinor)
        : refuseCapture(deps, tx, now, capture.id, answer.reason),
    );
  },

  /** What will not be taken any more. Were something taken at the provider meanwhile, its news comes first, and then the rest is let go. */
  LET_GO: async (deps, turn, errand, order) => {
    const { money, captures } = await deps.store.read(async (db) => ({
      money: await moneyOf(db, order.id),
      captures: await findCapturesByOrders(db, [order.id]),
    }));
    if (captures.some(({ state }) => state === "PENDING")) return "waits";
    const answer =
      money.capturedMinor > 0
        ? await releasePayment(deps.peers, turn.said, paymentOf(money))
        : await voidPayments(deps.peers, turn.said, {
            checkoutId: order.checkoutId,
            version: money.version,
            unlessAuthorized: false,
            order: linkOf(deps, order),
          });
    if (answer.outcome !== "released" && answer.outcome !== "voided") return "unanswered";
    const summary = "What was promised and not taken was let go.";
    return end(deps, turn, errand, async (tx) => {
      await endAuthorization(tx, order.id, deps.world.now());
      await recordSettlement(tx, order.id);
      await recordOrderEvent(deps, tx, order, { kind: "PAYMENT_RELEASED", summary, ...theShop });
    });
  },

  /** A held order waits: its errand is tried again until it goes on, or is called off. */
  HAND_OVER: async (deps, turn, errand, order) => {
    if (isHeld(order)) return "waits";
    return end(
      deps,
      turn,
      errand,
      async (tx, now) => {
        if (now.state === "CANCELLED") return;
        await takeDue(deps, tx, await handOver(deps, tx, now), deps.world.newId("cap"));
      },
      isHeld,
    );
  },
} satisfies Record<ErrandRow["kind"], Errand>;

/** Does the errand, for the order as it is now. */
export function runErrand(deps: Deps, turn: OrderTurn, errand: ErrandRow, order: OrderRow): Promise<Tried> {
  const run: Errand = kinds[errand.kind];
  return run(deps, turn, errand, order);
}

/**
 * Writes down that it is done together with what comes of it for the order as it is then; nothing, if that was done before, or if the order
 * has come to wait meanwhile.
 */
async function end(
  { world }: Deps,
  turn: OrderTurn,
  errand: ErrandRow,
  outcome: (tx: Tx, order: OrderRow) => Promise<void> = async () => {},
  mustWait: (order: OrderRow) => boolean = () => false,
): Promise<Tried> {
  return turn.advance(`end-errand-${errand.kind.toLowerCase()}`, async (tx) => {
    const [order] = await findOrdersByIds(tx, [errand.orderId]);
    if (order && mustWait(order)) return "waits";
    if (order && (await endErrand(tx, errand.seq, world.now()))) await outcome(tx, order);
    return "answered";
  });
}

/** What is called off needs not wait for anything. */
function isHeld({ state, holdReason }: OrderRow): boolean {
  return state !== "CANCELLED" && holdReason !== null;
}

function paymentOf({ orderId, paymentId }: OrderMoneyRow): string {
  if (!paymentId) throw new Error(`money of the order ${orderId} is to be moved without a payment`);
  return paymentId;
}
