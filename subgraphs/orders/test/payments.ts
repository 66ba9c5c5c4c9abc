/** Payments, as far as orders asks it: a real inner door that keeps the contract, with money that moves as a test says. */
import { events } from "@hansa/contracts/events";
import { payments as contract } from "@hansa/contracts/payments";
import { developmentSecret } from "@hansa/kit/config";
import type { EventContract, InputOf, OutputOf } from "@hansa/kit/contract";
import { pairKeys } from "@hansa/kit/identity";
import { answering, openInnerDoor } from "@hansa/kit/inner-door";
import { createLog } from "@hansa/kit/log";
import { createMetrics } from "@hansa/kit/metrics";
import type { Event } from "@hansa/kit/outbox";
import type { World } from "@hansa/kit/world";

type State = "inProgress" | "authorized" | "captured" | "failed" | "voided";
export type FakePayment = {
  paymentId: string;
  checkoutId: string;
  version: number;
  amountMinor: number;
  currency: string;
  state: State;
};
type Captured = OutputOf<typeof contract.capture>;
type Voided = OutputOf<typeof contract.void>;

/** Nothing is certain yet. */
export const unknown = { outcome: "unknown", retryAfterMs: 1_000 } as const;

/**
 * Opens the door. `captures` and `voids` hold answers for the next such questions, which then do nothing; without them the payments
 * themselves decide. `orderLinks` lists which orders they were told to belong to.
 */
export function fakePayments(world: World) {
  const all: FakePayment[] = [];
  const outbox: Event[] = [];
  const captures: Captured[] = [];
  const voids: Voided[] = [];
  const orderLinks: InputOf<typeof contract.capture>["order"][] = [];
  const closed = new Map<string, number>();

  /** Moves a payment, and tells of it unless it is to be kept quiet. */
  function move(payment: FakePayment, state: State, isTold = true): void {
    payment.state = state;
    const kind = {
      authorized: events.paymentAuthorized,
      captured: events.paymentCaptured,
      voided: events.paymentVoided,
    };
    if (!isTold || state === "inProgress") return;
    if (state === "failed") tell(events.paymentFailed, payment, { failureCode: "card_declined" });
    else tell(kind[state], payment);
  }

  function tell(
    { type, version: format }: EventContract,
    payment: FakePayment,
    more: Record<string, unknown> = {},
  ): void {
    const { paymentId, checkoutId, version, amountMinor, currency } = payment;
    outbox.push({
      seq: outbox.length + 1,
      eventId: `evt_${outbox.length + 1}`,
      type,
      version: format,
      aggregateId: paymentId,
      payload: { paymentId, checkoutId, version, amount: { minor: amountMinor, currency }, ...more },
      occurredAt: world.now(),
    });
  }

  function capture({ paymentId, order }: InputOf<typeof contract.capture>): Captured {
    orderLinks.push(order);
    const ready = captures.shift();
    if (ready) return ready;
    const payment = all.find((known) => known.paymentId === paymentId);
    if (payment?.state === "authorized") move(payment, "captured");
    return payment?.state === "captured"
      ? { outcome: "captured", capturedMinor: payment.amountMinor }
      : { outcome: "refused", reason: "not authorised" };
  }

  function letGo({ checkoutId, version, unlessAuthorized }: InputOf<typeof contract.void>): Voided {
    const ready = voids.shift();
    if (ready) return ready;
    const meant = all.filter((payment) => payment.checkoutId === checkoutId && payment.version <= version);
    if (meant.some((payment) => payment.state === "captured")) return { outcome: "captured" };
    if (unlessAuthorized && meant.some((payment) => payment.state === "authorized")) return { outcome: "authorized" };
    closed.set(checkoutId, Math.max(version, closed.get(checkoutId) ?? 0));
    for (const payment of meant.filter(isOpen)) move(payment, "voided");
    return { outcome: "voided" };
  }

  const inner = openInnerDoor<typeof contract>({
    world,
    log: createLog("payments", "silent"),
    metrics: createMetrics(),
    bodyLimit: 100_000,
    keysOf: { orders: pairKeys([developmentSecret], "orders", "payments") },
    answers: {
      authorizedFor: answering(contract.authorizedFor, async ({ checkoutId }) => {
        const own = all.filter((payment) => payment.checkoutId === checkoutId);
        const certain = own.find(({ state }) => state === "authorized" || state === "captured");
        return { payment: certain ?? null, inProgress: own.some(({ state }) => state === "inProgress") };
      }),
      capture: answering(contract.capture, async (asked) => capture(asked)),
      void: answering(contract.void, async (asked) => letGo(asked)),
    },
    outside: { paths: [], addRoutes: () => {} },
    events: async ({ after, limit }) => ({ events: outbox.slice(after, after + limit), lastSeq: outbox.length }),
    isReady: () => true,
  });
  return { inner, all, captures, voids, orderLinks, closed, move };
}

function isOpen({ state }: FakePayment): boolean {
  return state === "inProgress" || state === "authorized";
}
