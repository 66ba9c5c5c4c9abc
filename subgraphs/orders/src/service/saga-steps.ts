/** The steps of the saga, one function each: ask, then write down what came of it together with what is next. */
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/outbox";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import { capturePayment, commitStock, type OrderLink, releaseStock, restock, voidPayments } from "../peers/peers.ts";
import { touchCart } from "../store/carts.ts";
import { changeCheckout } from "../store/checkouts.ts";
import { nextNumber } from "../store/numbers.ts";
import { findLinesByOrders, findOrdersByIds, moveOrder } from "../store/orders.ts";
import { releaseUses, useUp } from "../store/promotion-uses.ts";
import { moveSaga } from "../store/sagas.ts";
import type { OrderRow, SagaRow } from "../store/tables.ts";
import { guestToken, hashToken } from "./access.ts";
import { orderFacts, recordOrderEvent } from "./order-events.ts";
import { statesBefore } from "./order-life.ts";

/** Runs the step that is due. False: there was no answer yet, so it has to be repeated. */
type Step = (deps: Deps, saga: SagaRow, order: OrderRow) => Promise<boolean>;

const firstInvoiceNumber = 1;

const steps = {
  COMMIT_STOCK: async (deps, saga) => {
    const answer = await commitStock(deps.peers, saga.checkoutId);
    if (answer.outcome !== "committed") {
      const next = saga.paymentId ? "VOID" : "RELEASE";
      await deps.store.write("saga-stock-gone", (tx) => moveSaga(tx, saga, { step: next, failure: "OUT_OF_STOCK" }));
    } else if (saga.paymentId) {
      await deps.store.write("saga-stock-committed", (tx) => moveSaga(tx, saga, { step: "CAPTURE" }));
    } else {
      await deps.store.write("saga-confirm-free", (tx) => confirm(deps, tx, saga));
    }
    return true;
  },

  /** The pivot: once the money is taken there is no way back. A time-out is no refusal. */
  CAPTURE: async (deps, saga, order) => {
    const answer = await capturePayment(deps.peers, {
      paymentId: paymentOf(saga),
      order: linkOf(deps, order),
      captureId: saga.checkoutId,
      amountMinor: order.totalMinor,
      leftMinor: order.totalMinor,
    });
    if (answer.outcome === "captured") {
      await deps.store.write("saga-confirm", (tx) => confirm(deps, tx, saga));
    }
    if (answer.outcome === "refused") {
      await deps.store.write("saga-capture-refused", (tx) =>
        moveSaga(tx, saga, { step: "VOID", failure: "PAYMENT_REFUSED" }),
      );
    }
    return answer.outcome !== "unknown";
  },

  VOID: async (deps, saga, order) => {
    const { checkoutId, version } = saga;
    const answer = await voidPayments(deps.peers, {
      checkoutId,
      version,
      unlessAuthorized: false,
      order: linkOf(deps, order),
    });
    if (answer.outcome === "voided") {
      const next = saga.failure === "PAYMENT_REFUSED" ? "RESTOCK" : "RELEASE";
      await deps.store.write("saga-payment-voided", (tx) => moveSaga(tx, saga, { step: next }));
    }
    if (answer.outcome === "captured") {
      await deps.store.write("saga-needs-review", (tx) => holdForReview(deps, tx, saga, order));
    }
    return answer.outcome === "voided" || answer.outcome === "captured";
  },

  /** Stock was committed: it goes back on the shelf. */
  RESTOCK: async (deps, saga, order) => {
    const lines = await deps.store.read((db) => findLinesByOrders(db, [order.id]));
    await restock(
      deps.peers,
      saga.checkoutId,
      lines.map(({ id, variantId, quantity }) => ({ lineId: id, variantId, quantity })),
    );
    await deps.store.write("saga-restocked", (tx) => moveSaga(tx, saga, { step: "CANCEL" }));
    return true;
  },

  /** Stock was never committed: whatever is still held is let go. */
  RELEASE: async (deps, saga) => {
    await releaseStock(deps.peers, saga.checkoutId);
    await deps.store.write("saga-released", (tx) => moveSaga(tx, saga, { step: "CANCEL" }));
    return true;
  },

  CANCEL: async (deps, saga, order) => {
    await deps.store.write("saga-cancel", (tx) => cancel(deps, tx, saga, order));
    return true;
  },

  DONE: async () => true,
} satisfies Record<SagaRow["step"], Step>;

export async function runStep(deps: Deps, saga: SagaRow): Promise<boolean> {
  const [order] = await deps.store.read((db) => findOrdersByIds(db, [saga.orderId]));
  if (!order) throw new Error(`the order ${saga.orderId} of a saga is gone`);
  const step: Step = steps[saga.step];
  return step(deps, saga, order);
}

/** The order is certain: numbered, told, and its cart is closed. Nothing happens if it was confirmed before. */
async function confirm(deps: Deps, tx: Tx, saga: SagaRow): Promise<void> {
  if (!(await moveSaga(tx, saga, { step: "DONE", outcome: "CONFIRMED" }))) return;
  const invoiceNumber = String(await nextNumber(tx, "invoice", firstInvoiceNumber)).padStart(6, "0");
  const order = await moveOrder(tx, saga.orderId, statesBefore("CONFIRMED"), { state: "CONFIRMED", invoiceNumber });
  if (!order) throw new Error(`the order ${saga.orderId} cannot be confirmed from where it is`);
  if (saga.paymentId) {
    const summary = "The payment was taken.";
    await recordOrderEvent(deps, tx, order, { kind: "PAYMENT_CAPTURED", summary, actor: "SHOP", actorId: null });
  }
  await recordOrderEvent(deps, tx, order, {
    kind: "CONFIRMED",
    summary: "The order was confirmed.",
    actor: "SHOP",
    actorId: null,
  });
  await changeCheckout(tx, saga.checkoutId, ["COMPLETING"], { state: "COMPLETED" });
  await useUp(tx, saga.checkoutId);
  await touchCart(tx, order.cartId, deps.world.now(), { state: "CLOSED" });
  await appendEvent(
    tx,
    deps.world,
    events.orderConfirmed,
    order.id,
    orderFacts(order, await findLinesByOrders(tx, [order.id])),
  );
}

/** The order did not come about: nothing stays charged, and the cart is open again. */
async function cancel(deps: Deps, tx: Tx, saga: SagaRow, { cartId }: OrderRow): Promise<void> {
  if (!saga.failure) throw new Error(`the order ${saga.orderId} is undone without a reason`);
  if (!(await moveSaga(tx, saga, { step: "DONE", outcome: "CANCELLED" }))) return;
  const order = await moveOrder(tx, saga.orderId, statesBefore("CANCELLED"), {
    state: "CANCELLED",
    cancelReason: saga.failure,
  });
  if (!order) throw new Error(`the order ${saga.orderId} cannot be cancelled from where it is`);
  const summary =
    saga.failure === "OUT_OF_STOCK"
      ? "The goods were gone; nothing was charged."
      : "The payment was refused; nothing was charged.";
  await recordOrderEvent(deps, tx, order, { kind: "CANCELLED", summary, actor: "SHOP", actorId: null });
  await changeCheckout(tx, saga.checkoutId, ["COMPLETING"], { state: "COMPLETED" });
  await releaseUses(tx, saga.checkoutId);
  await touchCart(tx, cartId, deps.world.now());
  const facts = orderFacts(order, await findLinesByOrders(tx, [order.id]));
  await appendEvent(tx, deps.world, events.orderCancelled, order.id, {
    ...facts,
    reason: saga.failure,
    wasConfirmed: false,
    cancelledNow: [],
  });
}

/** Money and stock do not fit together, which must never happen: nothing more is done without a person. */
async function holdForReview(deps: Deps, tx: Tx, saga: SagaRow, order: OrderRow): Promise<void> {
  if (!(await moveSaga(tx, saga, { step: "DONE", outcome: "NEEDS_REVIEW" }))) return;
  await moveOrder(tx, order.id, [order.state], { holdReason: "NEEDS_REVIEW", holdSince: deps.world.now() });
  await recordOrderEvent(deps, tx, order, {
    kind: "HELD",
    summary: "The shop is looking into this order.",
    actor: "SHOP",
    actorId: null,
  });
  deps.log.fatal(
    { orderId: order.id, checkoutId: saga.checkoutId },
    "money was taken for an order whose goods are gone: a person must decide",
  );
}

function paymentOf({ paymentId, orderId }: SagaRow): string {
  if (!paymentId) throw new Error(`the order ${orderId} is to be captured without a payment`);
  return paymentId;
}

function linkOf({ guestSecret }: Deps, { id, number, customerId }: OrderRow): OrderLink {
  return { orderId: id, number, guestTokenHash: hashToken(guestToken(guestSecret, id)), customerId };
}
