/** Fake of payments: a real internal server that keeps the contract, with payments that a test controls. */

import { events } from "@hansa/contracts/events";
import { createLog } from "@hansa/contracts/log";
import { type AuthorizedPayment, type CheckoutPayment, payments as contract } from "@hansa/contracts/payments";
import { processes } from "@hansa/contracts/processes";
import { developmentRing } from "@hansa/kit/identity";
import type { Event } from "@hansa/kit/messaging";
import type { EventContract, InputOf, OutputOf } from "@hansa/kit/rpc";
import { createMetrics, type Runtime } from "@hansa/kit/runtime";
import { handleOperation, openInternalServer } from "@hansa/kit/server";
import { eventPages } from "./event-pages.ts";
import type { FakePayment, PaymentState } from "./fake-payment.ts";
import { fakeRefunds } from "./refunds.ts";

type Capture = InputOf<typeof contract.capture>;
type Captured = OutputOf<typeof contract.capture>;
type Linked = OutputOf<typeof contract.link>;
type Voided = OutputOf<typeof contract.void>;

/** The outcome is unknown. */
export const unknown = { outcome: "unknown", retryAfterMs: 1_000 } as const;

function toContract({ paymentId, checkoutId, version, amountMinor, currency }: FakePayment): CheckoutPayment {
  return { paymentId, checkoutId, version, amount: { minor: amountMinor, currency } };
}

function toAuthorized(payment: FakePayment): AuthorizedPayment {
  return { ...toContract(payment), authorizedAfterMs: payment.authorizedAfterMs ?? 0 };
}

type PublishedCapture = { minor: number; fromProvider?: boolean; captureId?: string | null };

/**
 * Opens the fake. `captures`, `links`, `voids` and `refunds.answers` hold responses of the next such requests, which then do nothing; without
 * them the payments decide. `orderLinks` lists the orders that payments were linked to, `requested` the requested captures and voids.
 */
export function fakePayments(runtime: Runtime) {
  const all: FakePayment[] = [];
  const outbox: Event[] = [];
  const captures: Captured[] = [];
  const voids: Voided[] = [];
  const links: Linked[] = [];
  const orderLinks: Capture["order"][] = [];
  const erasedCheckouts: string[] = [];
  const erasedGuestCheckouts: string[] = [];
  const closed = new Map<string, number>();
  const succeeded = new Map<string, Captured>();
  const requested: { captures: Capture[]; voids: InputOf<typeof contract.void>[] } = { captures: [], voids: [] };
  const provider = { takesOnce: false };
  const refunds = fakeRefunds(all, publish);

  /** Changes the state of a payment and publishes it unless told otherwise. */
  function move(payment: FakePayment, state: PaymentState, isPublished = true): void {
    payment.state = state;
    if (state === "captured") payment.capturedMinor ??= payment.amountMinor;
    if (!isPublished || state === "inProgress") return;
    if (state === "failed") publishEvent(events.paymentFailed, payment, { failureCode: "card_declined" });
    if (state === "authorized") publishEvent(events.paymentAuthorized, payment, toAuthorized(payment));
    if (state === "voided") publishEvent(events.paymentVoided, payment);
    if (state === "captured") publishCaptured(payment, { minor: payment.capturedMinor ?? 0 });
  }

  function publishEvent(event: EventContract, payment: FakePayment, more: Record<string, unknown> = {}): void {
    publish(event, payment.paymentId, { ...toContract(payment), ...more });
  }

  function publishCaptured(
    payment: FakePayment,
    { minor, fromProvider = false, captureId = null }: PublishedCapture,
  ): void {
    const { capturedMinor = 0, currency } = payment;
    const captureAmount = { minor, currency };
    publishEvent(events.paymentCaptured, payment, { captureAmount, capturedMinor, fromProvider, captureId });
  }

  function publish({ type, version, payload: shape }: EventContract, aggregateId: string, payload: unknown): void {
    const seq = outbox.length + 1;
    outbox.push({
      seq,
      eventId: `evt_${seq}`,
      type,
      version,
      aggregateId,
      payload: shape.parse(payload),
      occurredAt: runtime.now(),
    });
  }

  function capture(request: Capture): Captured {
    orderLinks.push(request.order);
    requested.captures.push(request);
    const ready = captures.shift();
    if (ready) return ready;
    const known = succeeded.get(request.captureId);
    if (known) return known;
    const response = take(request);
    if (response.outcome === "captured") succeeded.set(request.captureId, response);
    return response;
  }

  function take({ paymentId, captureId, amountMinor, leftMinor }: Capture): Captured {
    const payment = all.find((one) => one.paymentId === paymentId);
    const minor = provider.takesOnce ? leftMinor : amountMinor;
    const before = payment?.capturedMinor ?? 0;
    const isFurtherCapture = requested.captures.filter((one) => one.paymentId === paymentId).length > 1;
    if (payment && !isFurtherCapture && before === payment.amountMinor)
      return { outcome: "captured", capturedMinor: before };
    const isPromised = payment?.state === "authorized" || payment?.state === "captured";
    if (!payment || !isPromised || payment.isReleased || before + minor > payment.amountMinor)
      return { outcome: "refused", reason: "not authorised" };
    payment.state = "captured";
    payment.capturedMinor = before + minor;
    publishCaptured(payment, { minor, captureId });
    return { outcome: "captured", capturedMinor: payment.capturedMinor };
  }

  function link({ paymentId, order }: InputOf<typeof contract.link>): Linked {
    const ready = links.shift();
    if (ready) return ready;
    const isPromised = all.some((one) => one.paymentId === paymentId && /^(authorized|captured)$/.test(one.state));
    if (!isPromised) return { outcome: "refused", reason: "not authorised" };
    orderLinks.push(order);
    return { outcome: "linked" };
  }

  function voidPayments(request: InputOf<typeof contract.void>): Voided {
    requested.voids.push(request);
    const { checkoutId, version, unlessAuthorized } = request;
    const ready = voids.shift();
    if (ready) return ready;
    const payments = all.filter((payment) => payment.checkoutId === checkoutId && payment.version <= version);
    const captured = payments.find((payment) => payment.state === "captured");
    if (captured) return { outcome: "captured", capturedMinor: captured.capturedMinor ?? 0 };
    if (unlessAuthorized && payments.some((payment) => payment.state === "authorized"))
      return { outcome: "authorized" };
    closed.set(checkoutId, Math.max(version, closed.get(checkoutId) ?? 0));
    for (const payment of payments.filter(isOpen)) move(payment, "voided");
    return { outcome: "voided" };
  }

  const internal = openInternalServer<typeof contract>({
    runtime,
    log: createLog("payments", "silent"),
    metrics: createMetrics(),
    bodyLimit: 100_000,
    ring: developmentRing("payments", processes),
    handlers: {
      authorizedFor: handleOperation(contract.authorizedFor, async ({ checkoutId }) => {
        const own = all.filter((payment) => payment.checkoutId === checkoutId);
        const certain = own.find(({ state }) => state === "authorized" || state === "captured");
        return {
          payment: certain ? toAuthorized(certain) : null,
          inProgress: own.some(({ state }) => state === "inProgress"),
        };
      }),
      withLivePayments: handleOperation(contract.withLivePayments, async ({ checkoutIds }) => {
        const live = all.filter(
          ({ state, amountMinor, refundedMinor }) =>
            state !== "failed" && state !== "voided" && refundedMinor !== amountMinor,
        );
        return { checkoutIds: checkoutIds.filter((id) => live.some(({ checkoutId }) => checkoutId === id)) };
      }),
      link: handleOperation(contract.link, async (request) => link(request)),
      capture: handleOperation(contract.capture, async (request) => capture(request)),
      void: handleOperation(contract.void, async (request) => voidPayments(request)),
      releaseRest: handleOperation(contract.releaseRest, async ({ paymentId }) => {
        for (const payment of all.filter((one) => one.paymentId === paymentId)) payment.isReleased = true;
        return { outcome: "released" as const };
      }),
      refund: handleOperation(contract.refund, async (request) => refunds.refund(request)),
      refundStatus: handleOperation(contract.refundStatus, async ({ refundIds }) => refunds.statusOf(refundIds)),
      erasePayers: handleOperation(contract.erasePayers, async ({ checkoutIds, guestsOnly }) => {
        (guestsOnly ? erasedGuestCheckouts : erasedCheckouts).push(...checkoutIds);
        return { erased: true as const };
      }),
      personalData: handleOperation(contract.personalData, async () => ({ sections: {} })),
    },
    outside: [],
    events: eventPages(runtime, outbox),
    isReady: () => true,
  });

  /** Captures an amount at the provider. */
  function captureThere(payment: FakePayment, minor: number): void {
    payment.state = "captured";
    payment.capturedMinor = (payment.capturedMinor ?? 0) + minor;
    publishCaptured(payment, { minor, fromProvider: true });
  }
  /** Captures the amount of a capture that was refused before. */
  function captureLate(payment: FakePayment, minor: number): void {
    payment.state = "captured";
    payment.capturedMinor = (payment.capturedMinor ?? 0) + minor;
    publishCaptured(payment, { minor });
  }
  /** Reports the state of a dispute about a payment, or a part of it. */
  function dispute(payment: FakePayment, state: "OPEN" | "WON" | "LOST", minor = payment.amountMinor): void {
    const { paymentId, currency } = payment;
    const amount = { minor, currency };
    publish(events.paymentDisputed, paymentId, {
      disputeId: `disp_${paymentId}`,
      paymentId,
      orderId: null,
      amount,
      state,
    });
  }
  /** Publishes the payable steps of the active providers. */
  function publishSteps(steps: Record<string, number>): void {
    publish(events.payableStepsChanged, "providers", { steps });
  }
  return {
    internal,
    all,
    publishSteps,
    dispute,
    captures,
    links,
    voids,
    refunds,
    orderLinks,
    erasedCheckouts,
    erasedGuestCheckouts,
    closed,
    move,
    requested,
    provider,
    captureThere,
    captureLate,
  };
}

function isOpen({ state }: FakePayment): boolean {
  return state === "inProgress" || state === "authorized";
}
