/** Entries of the sandbox's ledger: applies changes to a payment, one entry after another. */
import { sum } from "@hansa/commerce/money";
import { type PayableSteps, stepIn } from "@hansa/commerce/payable-steps";
import type { Runtime } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import { findLatestEntry, insertEntry, insertMethod } from "./store/queries.ts";
import type { SandboxEntry, SandboxRefund } from "./store/tables.ts";
import { behaviourOf } from "./tokens.ts";

/** An entry without the fields that are added when it is written. */
export type Draft = Omit<SandboxEntry, "seq" | "key" | "at" | "pendingSince">;
/** The result of a call: the payment's latest entry, and the reason if nothing was done. */
export type Change = { entry: SandboxEntry; refused: string | null };

/** Writes the next entry of a payment, and saves its method once authorised. `key`: of the call; null without a call. */
export async function appendEntry(runtime: Runtime, tx: Tx, draft: Draft, key: string | null): Promise<SandboxEntry> {
  const at = runtime.now();
  const { ref, paymentId, state, amountMinor, currency, token, failureCode, captures, refunds, disputes } = draft;
  const { returnUrl, bankPage } = draft;
  const { keeps, customerRef, methodRef } = await saveMethod(runtime, tx, draft);
  const isPending =
    state === "PROCESSING" ||
    refunds.some((refund) => refund.state !== refund.willBe) ||
    disputes.some((dispute) => dispute.state === "OPEN" && dispute.willBe !== undefined) ||
    nextDispute(draft) !== null;
  const facts = { ref, paymentId, state, amountMinor, currency, token, failureCode, captures, refunds, disputes };
  const redirect = { returnUrl, bankPage };
  const entry = { ...facts, ...redirect, keeps, customerRef, methodRef, pendingSince: isPending ? at : null, key, at };
  return insertEntry(tx, entry);
}

/** The latest entry of a payment; throws if there is none. */
export async function requireEntry(tx: Tx, by: { ref: string } | { paymentId: string }): Promise<SandboxEntry> {
  const standing = await findLatestEntry(tx, by);
  if (!standing) throw new Error(`the sandbox has no payment ${JSON.stringify(by)}`);
  return standing;
}

type Amounts = { runtime: Runtime; payableSteps: PayableSteps };

/** The reason for which an amount that is no multiple of its currency's step is refused. */
export const amountNotPossible = "amount_not_possible";

/** Whether an amount is a multiple of its currency's step. */
export function isPayable(steps: PayableSteps, { amountMinor, currency }: Pick<Draft, "amountMinor" | "currency">) {
  return amountMinor % stepIn(steps, currency) === 0;
}

/** Captures `amountMinor` of the authorised amount; `isLast` releases the remainder. */
export async function captureAmount(
  { runtime, payableSteps }: Amounts,
  tx: Tx,
  standing: SandboxEntry,
  { amountMinor, isLast, key }: { amountMinor: number; isLast: boolean; key: string | null },
): Promise<Change> {
  if (standing.state !== "AUTHORIZED") return { entry: standing, refused: `it is ${standing.state}` };
  if (!isPayable(payableSteps, { ...standing, amountMinor })) return { entry: standing, refused: amountNotPossible };
  const left = standing.amountMinor - total(standing.captures);
  if (amountMinor <= 0 || amountMinor > left) return { entry: standing, refused: "amount_too_large" };
  const captures = [...standing.captures, { ref: runtime.newId("sbxcap"), key, amountMinor }];
  const state = isLast || amountMinor === left ? "CAPTURED" : "AUTHORIZED";
  return { entry: await appendEntry(runtime, tx, { ...standing, captures, state }, key), refused: null };
}

/** Refunds `amountMinor` if so much is neither refunded nor disputed. */
export async function refundAmount(
  { runtime, payableSteps }: Amounts,
  tx: Tx,
  standing: SandboxEntry,
  refund: Omit<SandboxRefund, "ref">,
): Promise<Change> {
  const left = refundableAmount(standing);
  const { amountMinor, key } = refund;
  if (!isPayable(payableSteps, { ...standing, amountMinor })) return { entry: standing, refused: amountNotPossible };
  if (amountMinor <= 0 || amountMinor > left) return { entry: standing, refused: "amount_too_large" };
  const refunds = [...standing.refunds, { ref: runtime.newId("sbxref"), ...refund }];
  return { entry: await appendEntry(runtime, tx, { ...standing, refunds }, key), refused: null };
}

type Movements = Pick<SandboxEntry, "captures" | "refunds" | "disputes">;

/** The captured amount that is neither refunded nor disputed. */
export function refundableAmount({ captures, refunds, disputes }: Movements): number {
  const gone = [...refunds.filter(({ state }) => state !== "FAILED"), ...disputes.filter(isWithheld)];
  return total(captures) - total(gone);
}

/** The next dispute that the bank opens, by the token: one per payment, over its remaining amount. Null: none. */
export function nextDispute(
  entry: Movements & Pick<SandboxEntry, "token">,
): { amountMinor: number; willBe: "WON" | "LOST" } | null {
  const willBe = behaviourOf(entry.token ?? "").dispute;
  const amountMinor = refundableAmount(entry);
  return willBe !== null && entry.disputes.length === 0 && amountMinor > 0 ? { amountMinor, willBe } : null;
}

/** The sum of the amounts. */
function total(movements: readonly { amountMinor: number }[]): number {
  return sum(movements.map(({ amountMinor }) => amountMinor));
}

function isWithheld({ state }: { state: string }): boolean {
  return state !== "WON";
}

async function saveMethod(runtime: Runtime, tx: Tx, draft: Draft): Promise<Draft> {
  const { keeps, token, state, methodRef } = draft;
  if (!keeps || methodRef !== null || token === null || state !== "AUTHORIZED") return draft;
  const customerRef = draft.customerRef ?? runtime.newId("sbxcus");
  const ref = runtime.newId("sbxpm");
  await insertMethod(tx, { ref, customerRef, token, removedAt: null });
  return { ...draft, customerRef, methodRef: ref };
}

/** The state of a payment after a token was given, or while it waits for one. */
export function stateAfterToken(token: string | null): Pick<SandboxEntry, "token" | "state" | "failureCode"> {
  if (token === null) return { token, state: "REQUIRES_ACTION", failureCode: null };
  const { becomes, failure } = behaviourOf(token);
  return { token, state: becomes, failureCode: failure?.code ?? null };
}

/** The outcome of a refund with this token, after `earlier` refunds. */
export function refundOutcome(
  token: string | null,
  earlier: readonly SandboxRefund[],
): Pick<SandboxRefund, "state" | "failure" | "willBe"> | "refused" {
  const { refund } = behaviourOf(token ?? "");
  const isFirst = earlier.length === 0;
  if (refund === "refused") return "refused";
  if (refund === "failsAtFirst" && isFirst) return { state: "FAILED", failure: "card_closed", willBe: "FAILED" };
  if (refund === "failsLaterAtFirst" && isFirst) return { state: "PENDING", failure: null, willBe: "FAILED" };
  if (refund === "returnedAtFirst" && isFirst) return { state: "SUCCEEDED", failure: null, willBe: "FAILED" };
  if (refund === "succeedsLater") return { state: "PENDING", failure: null, willBe: "SUCCEEDED" };
  return { state: "SUCCEEDED", failure: null, willBe: "SUCCEEDED" };
}
