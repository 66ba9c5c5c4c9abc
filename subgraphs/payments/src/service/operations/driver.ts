/**
 * Driver of payment operations: capture, refund, release and void run the same steps, and each adds its own checks. The intention is stored before
 * the provider is called; an unknown outcome is never a failure.
 */

import { type FencingToken, recordFencingToken } from "@hansa/kit/coordination";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findOpenCall } from "../../store/provider-calls/queries.ts";
import { findUnasked } from "../../store/reconciliation/queries.ts";
import type { CallRequest, CallRow, PaymentRow } from "../../store/tables.ts";
import { type CallSubject, makeCall, openCall, resumeCall } from "../provider-calls/calls.ts";

/** A request with the fencing token of the order's lease, if there is an order. */
type Fenced = { fencingToken?: FencingToken | null | undefined };

/** The outcome is unknown or another call is under way: orders repeats the request. */
export type Unknown = { outcome: "unknown"; retryAfterMs: number };
export const unknown: Unknown = { outcome: "unknown", retryAfterMs: 1_000 };

/** The provider call of an operation, or the result if none is needed. */
export type Beginning<Result> = { result: Result | Unknown } | { request: CallRequest; subject?: CallSubject };

/** A payment operation. `Asked` is the input of its contract and `Result` the output. */
export type Operation<Asked, Result> = {
  findPayment(db: Reader, request: Asked): Promise<PaymentRow | undefined>;
  /** The result if there is no such payment. */
  withoutPayment: Result;
  /** The result if the request is refused or was executed before. `open`: the payment's call with an unknown outcome, which is repeated next. */
  check(tx: Tx, payment: PaymentRow, request: Asked, open: CallRow | undefined): Promise<Result | Unknown | undefined>;
  /** Stores the intention and names the call. The payment has no open call. */
  begin(deps: Deps, tx: Tx, payment: PaymentRow, request: Asked): Promise<Beginning<Result>>;
  /** The certain result after a call, without another transaction. A call may be open and the provider's message have arrived first. */
  findResult?(db: Reader, request: Asked): Promise<Result | Unknown | undefined>;
};

type Next<Result> = { result: Result | Unknown } | { call: CallRow } | { resume: string };

/**
 * Runs an operation until its result is known or a call has no certain outcome. Each round settles one call in a transaction named `name`; a
 * repeated request continues where the last one stopped.
 */
export async function runOperation<Asked extends Fenced, Result>(
  deps: Deps,
  name: string,
  operation: Operation<Asked, Result>,
  request: Asked,
): Promise<Result | Unknown> {
  let hasCalled = false;
  for (;;) {
    const next = await deps.store.write(name, (tx) => chooseStep(deps, tx, operation, { request, hasCalled }));
    if ("result" in next) return next.result;
    const outcome = await ("call" in next ? makeCall(deps, next.call) : resumeCall(deps, next.resume));
    const { findResult } = operation;
    const result = findResult && (await deps.store.read((db) => findResult(db, request)));
    if (outcome !== "settled") return result ?? unknown;
    if (result && result !== unknown) return result;
    hasCalled ||= "call" in next;
  }
}

/** The result if there is one, else the open call to settle first, else the call of the operation, which is made once per request. */
async function chooseStep<Asked extends Fenced, Result>(
  deps: Deps,
  tx: Tx,
  operation: Operation<Asked, Result>,
  { request, hasCalled }: { request: Asked; hasCalled: boolean },
): Promise<Next<Result>> {
  await recordFencingToken(tx, request.fencingToken ?? null);
  const payment = await operation.findPayment(tx, request);
  if (!payment) return { result: operation.withoutPayment };
  const open = await findOpenCall(tx, payment.id);
  const result = await operation.check(tx, payment, request, open);
  if (result) return { result };
  if (await findUnasked(tx)) return { result: unknown };
  if (open) return { resume: open.key };
  if (hasCalled) return { result: unknown };
  const beginning = await operation.begin(deps, tx, payment, request);
  return "result" in beginning ? beginning : { call: await openCall(deps, tx, payment, beginning) };
}
