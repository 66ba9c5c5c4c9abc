/** Capture operation: captures an authorised payment in full or in parts, each part once per key. */
import type { payments as contract } from "@hansa/contracts/payments";
import { recordFencingToken } from "@hansa/kit/coordination/lease";
import { sum } from "@hansa/kit/money";
import type { InputOf, OutputOf } from "@hansa/kit/rpc/contract";
import type { Tx } from "@hansa/kit/store/store";
import type { Deps } from "../../context.ts";
import { findCaptureByKey, findCaptures, insertCapture } from "../../store/movements/queries.ts";
import { findPayment, linkOrder, mustFindPayment } from "../../store/payments/queries.ts";
import { findOpenCall } from "../../store/provider-calls/queries.ts";
import type { CallRow, CaptureRow, PaymentRow } from "../../store/tables.ts";
import { captureKey } from "../payment/idempotency-keys.ts";
import { isCertain } from "../payment/transitions.ts";
import { makeCall, openCall, providerOf, resumeCall } from "../provider-calls/calls.ts";

type Capture = InputOf<typeof contract.capture>;
type Captured = OutputOf<typeof contract.capture>;

/** Captures a part of an authorised payment for an order. Unknown outcomes are retried; only the provider's refusal is a refusal. */
export async function capturePayment(deps: Deps, asked: Capture): Promise<Captured> {
  for (;;) {
    const next = await deps.store.write("begin-capture", (tx) => nextStep(deps, tx, asked));
    if ("answer" in next) return next.answer;
    const tried = await ("call" in next ? makeCall(deps, next.call) : resumeCall(deps, next.resume));
    if (tried !== "settled") return deps.store.read((db) => currentResult(db, asked));
  }
}

type Next = { answer: Captured } | { call: CallRow } | { resume: string };

/** The result if there is one, else the call to settle first or to make. Each round settles one call, and at most one capture is made. */
async function nextStep(deps: Deps, tx: Tx, asked: Capture): Promise<Next> {
  const { paymentId, order, captureId, amountMinor, turn = null } = asked;
  await recordFencingToken(tx, turn);
  const payment = await findPayment(tx, paymentId);
  if (!payment) return { answer: refused("there is no such payment") };
  if (payment.orderId !== null && payment.orderId !== order.orderId)
    return { answer: refused("it pays for another order") };
  const earlier = await findCaptureByKey(tx, paymentId, captureId);
  if (earlier && earlier.requestedMinor !== amountMinor)
    return { answer: refused("this capture is one of another amount") };
  const open = await findOpenCall(tx, paymentId);
  if (earlier && earlier.state !== "PENDING") return { answer: resultOf(payment, earlier) };
  if (!isCertain(payment.state)) return { answer: open ? unknown : refused(`it is ${payment.state}`) };
  await linkOrder(tx, payment.checkoutId, order);
  if (open) return { resume: open.key };
  return earlier ? { answer: unknown } : beginCapture(deps, tx, payment, asked);
}

/**
 * Captures the total that the order wants, less the captured amount. This can be zero if the provider captures only once or a capture was made at the
 * provider.
 */
async function beginCapture(deps: Deps, tx: Tx, payment: PaymentRow, asked: Capture): Promise<Next> {
  const provider = providerOf(deps, payment);
  if (!provider) return { answer: unknown };
  const { capturesInParts } = provider;
  const { capturedMinor, authorizedMinor, releasedMinor } = payment;
  const before = await findCaptures(tx, payment.id);
  const wanted = before.filter(({ state }) => state === "TAKEN" || state === "COVERED");
  const wantedMinor = sum(wanted.map((row) => row.requestedMinor));
  const missingMinor = wantedMinor + asked.amountMinor - capturedMinor;
  const leftMinor = authorizedMinor - capturedMinor - releasedMinor;
  if (missingMinor > leftMinor) return { answer: refused(`no more than ${leftMinor} is left of what was promised`) };
  if (missingMinor <= 0) {
    const covered = draftCapture(deps, asked, { state: "COVERED", amountMinor: 0, settledAt: deps.runtime.now() });
    await insertCapture(tx, covered);
    return { answer: resultOf(payment, covered) };
  }
  const allMinor = Math.min(wantedMinor + asked.leftMinor - capturedMinor, leftMinor);
  const amountMinor = capturesInParts ? missingMinor : Math.max(allMinor, missingMinor);
  const isLast = !capturesInParts || asked.leftMinor <= asked.amountMinor;
  const begun = draftCapture(deps, asked, { state: "PENDING", amountMinor, settledAt: null });
  await insertCapture(tx, begun);
  const subject = { id: begun.id, key: captureKey(payment.id, asked.captureId) };
  return { call: await openCall(deps, tx, payment, { name: "capture", amountMinor, isLast }, subject) };
}

function draftCapture(
  { runtime }: Deps,
  { paymentId, captureId, amountMinor: requestedMinor }: Capture,
  how: Pick<CaptureRow, "state" | "amountMinor" | "settledAt">,
): CaptureRow {
  const id = runtime.newId("cap");
  const createdAt = runtime.now();
  return { id, paymentId, key: captureId, requestedMinor, providerRef: null, reason: null, createdAt, ...how };
}

/** The certain result of a capture although its call is open: the provider's message may have arrived first. */
async function currentResult(db: Parameters<typeof findCaptureByKey>[0], asked: Capture): Promise<Captured> {
  const row = await findCaptureByKey(db, asked.paymentId, asked.captureId);
  return row ? resultOf(await mustFindPayment(db, asked.paymentId), row) : unknown;
}

function resultOf({ capturedMinor }: PaymentRow, { state, reason }: CaptureRow): Captured {
  if (state === "PENDING") return unknown;
  return state === "REFUSED" ? refused(reason) : { outcome: "captured", capturedMinor };
}

function refused(reason: string | null): Captured {
  return { outcome: "refused", reason: reason ?? "the provider did not say why" };
}

/** Outcome unknown or another call under way: orders repeats the request. */
const unknown: Captured = { outcome: "unknown", retryAfterMs: 1_000 };
