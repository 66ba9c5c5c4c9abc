/** Taking the money that was promised, all of it or in parts: each part once, however often orders asks. */
import type { payments as contract } from "@hansa/contracts/payments";
import type { InputOf, OutputOf } from "@hansa/kit/contract";
import { heed } from "@hansa/kit/lease";
import { sum } from "@hansa/kit/money";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import { findOpenCall } from "../store/calls.ts";
import { findCaptureByKey, findCaptures, insertCapture } from "../store/captures.ts";
import { findPayment, linkOrder, mustFindPayment } from "../store/payments.ts";
import type { CallRow, CaptureRow, PaymentRow } from "../store/tables.ts";
import { makeCall, openCall, providerOf, resumeCall } from "./calls.ts";
import { captureKey } from "./keys.ts";
import { isCertain } from "./lattice.ts";

type Capture = InputOf<typeof contract.capture>;
type Captured = OutputOf<typeof contract.capture>;

/** Captures a part of an authorised payment, for an order. What is unknown is asked again; only the provider's no is a refusal. */
export async function capture(deps: Deps, asked: Capture): Promise<Captured> {
  for (;;) {
    const next = await deps.store.write("begin-capture", (tx) => nextStep(deps, tx, asked));
    if ("answer" in next) return next.answer;
    const tried = await ("call" in next ? makeCall(deps, next.call) : resumeCall(deps, next.resume));
    if (tried !== "settled") return deps.store.read((db) => standing(db, asked));
  }
}

type Next = { answer: Captured } | { call: CallRow } | { resume: string };

/** The answer if there is one, else the call to settle first or to make. Each round settles one call, and at most one capture is asked for. */
async function nextStep(deps: Deps, tx: Tx, asked: Capture): Promise<Next> {
  const { paymentId, order, captureId, amountMinor, turn = null } = asked;
  await heed(tx, turn);
  const payment = await findPayment(tx, paymentId);
  if (!payment) return { answer: refused("there is no such payment") };
  if (payment.orderId !== null && payment.orderId !== order.orderId)
    return { answer: refused("it pays for another order") };
  const earlier = await findCaptureByKey(tx, paymentId, captureId);
  if (earlier && earlier.requestedMinor !== amountMinor)
    return { answer: refused("this capture is one of another amount") };
  const open = await findOpenCall(tx, paymentId);
  if (earlier && earlier.state !== "PENDING") return { answer: answerOf(payment, earlier) };
  if (!isCertain(payment.state)) return { answer: open ? unknown : refused(`it is ${payment.state}`) };
  await linkOrder(tx, payment.checkoutId, order);
  if (open) return { resume: open.key };
  return earlier ? { answer: unknown } : begin(deps, tx, payment, asked);
}

/**
 * Takes as much as the order wants in all less what was taken already: where the provider can take only once, or somebody has taken at the
 * provider, that may be nothing.
 */
async function begin(deps: Deps, tx: Tx, payment: PaymentRow, asked: Capture): Promise<Next> {
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
    const covered = draft(deps, asked, { state: "COVERED", amountMinor: 0, settledAt: deps.world.now() });
    await insertCapture(tx, covered);
    return { answer: answerOf(payment, covered) };
  }
  const allMinor = Math.min(wantedMinor + asked.leftMinor - capturedMinor, leftMinor);
  const amountMinor = capturesInParts ? missingMinor : Math.max(allMinor, missingMinor);
  const isLast = !capturesInParts || asked.leftMinor <= asked.amountMinor;
  const begun = draft(deps, asked, { state: "PENDING", amountMinor, settledAt: null });
  await insertCapture(tx, begun);
  const subject = { id: begun.id, key: captureKey(payment.id, asked.captureId) };
  return { call: await openCall(deps, tx, payment, { name: "capture", amountMinor, isLast }, subject) };
}

function draft(
  { world }: Deps,
  { paymentId, captureId, amountMinor: requestedMinor }: Capture,
  how: Pick<CaptureRow, "state" | "amountMinor" | "settledAt">,
): CaptureRow {
  const id = world.newId("cap");
  const createdAt = world.now();
  return { id, paymentId, key: captureId, requestedMinor, providerRef: null, reason: null, createdAt, ...how };
}

/** What is certain of a capture although its call is open: the provider's message may have been faster. */
async function standing(db: Parameters<typeof findCaptureByKey>[0], asked: Capture): Promise<Captured> {
  const row = await findCaptureByKey(db, asked.paymentId, asked.captureId);
  return row ? answerOf(await mustFindPayment(db, asked.paymentId), row) : unknown;
}

function answerOf({ capturedMinor }: PaymentRow, { state, reason }: CaptureRow): Captured {
  if (state === "PENDING") return unknown;
  return state === "REFUSED" ? refused(reason) : { outcome: "captured", capturedMinor };
}

function refused(reason: string | null): Captured {
  return { outcome: "refused", reason: reason ?? "the provider did not say why" };
}

/** Ask again: the outcome is open, or another call is under way. */
const unknown: Captured = { outcome: "unknown", retryAfterMs: 1_000 };
