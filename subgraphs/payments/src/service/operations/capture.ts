/** Capture operation: captures an authorised payment in full or in parts, each part once per key. */

import { sum } from "@hansa/commerce/money";
import type { payments as contract } from "@hansa/contracts/payments";
import type { InputOf, OutputOf } from "@hansa/kit/rpc";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findCaptureByKey, findCaptures, insertCapture } from "../../store/movements/queries.ts";
import { findPayment, linkOrder, mustFindPayment } from "../../store/payments/queries.ts";
import type { CaptureRow, PaymentRow } from "../../store/tables.ts";
import { captureKey } from "../payment/call-keys.ts";
import { isCertain } from "../payment/transitions.ts";
import { providerOf } from "../provider-calls/outcomes.ts";
import { type Beginning, type Operation, unknown } from "./driver.ts";

type Capture = InputOf<typeof contract.capture>;
type Captured = OutputOf<typeof contract.capture>;

/** Captures a part of an authorised payment for an order. Only the provider's refusal is a refusal. */
export const capture: Operation<Capture, Captured> = {
  findPayment: (db, { paymentId }) => findPayment(db, paymentId),
  withoutPayment: refused("there is no such payment"),

  check: async (tx, payment, { order, captureId, amountMinor }, open) => {
    if (payment.orderId !== null && payment.orderId !== order.orderId) return refused("it pays for another order");
    const earlier = await findCaptureByKey(tx, payment.id, captureId);
    if (earlier && earlier.requestedMinor !== amountMinor) return refused("this capture is one of another amount");
    if (earlier && earlier.state !== "PENDING") return resultOf(payment, earlier);
    if (!isCertain(payment.state)) return open ? unknown : refused(`it is ${payment.state}`);
    await linkOrder(tx, payment.checkoutId, order);
    return earlier && !open ? unknown : undefined;
  },

  begin: beginCapture,

  findResult: async (db, { paymentId, captureId }) => {
    const row = await findCaptureByKey(db, paymentId, captureId);
    return row && resultOf(await mustFindPayment(db, paymentId), row);
  },
};

/**
 * Captures the total that the order wants, less the captured amount. This can be zero if the provider captures only once or a capture was made at the
 * provider.
 */
async function beginCapture(deps: Deps, tx: Tx, payment: PaymentRow, request: Capture): Promise<Beginning<Captured>> {
  const provider = providerOf(deps, payment);
  if (!provider) return { result: unknown };
  const { capturesInParts } = provider;
  const { capturedMinor, authorizedMinor, releasedMinor } = payment;
  const before = await findCaptures(tx, payment.id);
  const wanted = before.filter(({ state }) => state === "CAPTURED" || state === "INCLUDED");
  const wantedMinor = sum(wanted.map((row) => row.requestedMinor));
  const missingMinor = wantedMinor + request.amountMinor - capturedMinor;
  const leftMinor = authorizedMinor - capturedMinor - releasedMinor;
  if (missingMinor > leftMinor)
    return { result: refused(`no more than ${leftMinor} is left of the authorised amount`) };
  if (missingMinor <= 0) {
    const included = draftCapture(deps, request, { state: "INCLUDED", amountMinor: 0, settledAt: deps.runtime.now() });
    await insertCapture(tx, included);
    return { result: resultOf(payment, included) };
  }
  const allMinor = Math.min(wantedMinor + request.leftMinor - capturedMinor, leftMinor);
  const amountMinor = capturesInParts ? missingMinor : Math.max(allMinor, missingMinor);
  const isLast = !capturesInParts || request.leftMinor <= request.amountMinor;
  const capture = draftCapture(deps, request, { state: "PENDING", amountMinor, settledAt: null });
  await insertCapture(tx, capture);
  const subject = { id: capture.id, key: captureKey(payment.id, request.captureId) };
  return { request: { name: "capture", amountMinor, isLast }, subject };
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

function resultOf({ capturedMinor }: PaymentRow, { state, reason }: CaptureRow): Captured {
  if (state === "PENDING") return unknown;
  return state === "REFUSED" ? refused(reason) : { outcome: "captured", capturedMinor };
}

function refused(reason: string | null): Captured {
  return { outcome: "refused", reason: reason ?? "the provider did not say why" };
}
