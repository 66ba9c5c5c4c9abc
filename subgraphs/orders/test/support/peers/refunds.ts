/** Refunds of the fake of payments: each id refunds once, and never more than was captured. */
import { events } from "@hansa/contracts/events";
import type { payments as contract } from "@hansa/contracts/payments";
import type { EventContract, InputOf, OutputOf } from "@hansa/kit/rpc";
import type { FakePayment } from "./fake-payment.ts";

type Request = InputOf<typeof contract.refund>;
type Response = OutputOf<typeof contract.refund>;
type Known = {
  request: Request;
  payment: FakePayment;
  state: "PENDING" | "SUCCEEDED" | "FAILED";
  reason: string | null;
};
type Publish = (event: EventContract, aggregateId: string, payload: unknown) => void;

/** `answers` are given to the next requests: `pending` and `failed` are written down as such, the others do nothing. */
export function fakeRefunds(all: readonly FakePayment[], publish: Publish) {
  const known = new Map<string, Known>();
  const responses: Response[] = [];

  function refund(request: Request): Response {
    const payment = all.find((one) => one.paymentId === request.paymentId);
    const earlier = known.get(request.refundId);
    if (earlier) return responseOf(earlier);
    const ready = responses.shift();
    if (ready?.outcome === "unknown" || ready?.outcome === "refused") return ready;
    const maximumMinor = (payment?.capturedMinor ?? 0) - (payment?.refundedMinor ?? 0);
    if (!payment || request.amountMinor > maximumMinor) {
      return { outcome: "refused", reason: "no more is left", maximumMinor };
    }
    payment.refundedMinor = (payment.refundedMinor ?? 0) + request.amountMinor;
    const row: Known = { request, payment, state: "PENDING", reason: null };
    known.set(request.refundId, row);
    if (ready?.outcome === "failed") settle(request.refundId, "FAILED", ready.reason);
    else if (ready?.outcome !== "pending") settle(request.refundId, "SUCCEEDED");
    return responseOf(row);
  }

  /** The provider has decided about a pending refund, and payments tells of it. */
  function settle(refundId: string, state: "SUCCEEDED" | "FAILED", reason = "the account is closed"): void {
    const row = known.get(refundId);
    if (!row) throw new Error(`there is no refund ${refundId}`);
    row.state = state;
    row.reason = state === "FAILED" ? reason : null;
    if (state === "FAILED") row.payment.refundedMinor = (row.payment.refundedMinor ?? 0) - row.request.amountMinor;
    const published = factsOf(row, false);
    if (state === "SUCCEEDED") publish(events.refundSucceeded, refundId, published);
    else publish(events.refundFailed, refundId, { ...published, reason });
  }

  /** Refunds a payment on the provider's own pages. */
  function refundThere(payment: FakePayment, refundId: string, amountMinor: number, succeeds = true): void {
    const { paymentId, currency } = payment;
    const request = { refundId, paymentId, amountMinor, currency, reason: "there", requestedBy: null };
    const row: Known = { request, payment, state: "PENDING", reason: null };
    known.set(refundId, row);
    publish(events.refundPending, refundId, factsOf(row, true));
    row.state = succeeds ? "SUCCEEDED" : "FAILED";
    if (succeeds) payment.refundedMinor = (payment.refundedMinor ?? 0) + amountMinor;
    if (succeeds) publish(events.refundSucceeded, refundId, factsOf(row, true));
    else publish(events.refundFailed, refundId, { ...factsOf(row, true), reason: "the account is closed" });
  }

  return {
    refund,
    settle,
    refundThere,
    responses,
    known,
    statusOf: (ids: readonly string[]): OutputOf<typeof contract.refundStatus> => ({
      refunds: ids.flatMap((refundId) => {
        const row = known.get(refundId);
        return row ? [{ refundId, state: row.state, reason: row.reason }] : [];
      }),
    }),
  };
}

function responseOf({ state, reason }: Known): Response {
  if (state === "FAILED") return { outcome: "failed", reason: reason ?? "" };
  return { outcome: state === "PENDING" ? "pending" : "succeeded" };
}

function factsOf({ request: { refundId, paymentId, amountMinor }, payment }: Known, fromProvider: boolean) {
  const amount = { minor: amountMinor, currency: payment.currency };
  return { refundId, paymentId, orderId: null, amount, fromProvider };
}
