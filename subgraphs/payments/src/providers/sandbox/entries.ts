/** Writing the sandbox's books: what a payment becomes by what was done to it, one entry after another. */
import { sum } from "@hansa/kit/money";
import type { Tx } from "@hansa/kit/store";
import type { World } from "@hansa/kit/world";
import { findStanding, insertEntry, insertMethod } from "../../store/sandbox/books.ts";
import type { SandboxEntry, SandboxRefund } from "../../store/sandbox/tables.ts";
import { behaviourOf } from "./tokens.ts";

/** An entry, short of what the books add to it. */
export type Draft = Omit<SandboxEntry, "seq" | "key" | "at" | "thinkingSince">;
/** What came of a call: how the payment stands, and why nothing was done, if so. */
export type Change = { entry: SandboxEntry; refused: string | null };

/** Writes the next entry of a payment, and keeps its method once the money is promised. `key`: of the call; null if nobody called. */
export async function enter(world: World, tx: Tx, draft: Draft, key: string | null): Promise<SandboxEntry> {
  const at = world.now();
  const { ref, paymentId, state, amountMinor, currency, token, failureCode, captures, refunds, disputes } = draft;
  const { keeps, customerRef, methodRef } = await keepMethod(world, tx, draft);
  const isThinking =
    state === "PROCESSING" ||
    refunds.some((refund) => refund.state !== refund.willBe) ||
    disputes.some((dispute) => dispute.state === "OPEN" && dispute.willBe !== undefined) ||
    comingDispute(draft) !== null;
  const facts = { ref, paymentId, state, amountMinor, currency, token, failureCode, captures, refunds, disputes };
  const entry = { ...facts, keeps, customerRef, methodRef, thinkingSince: isThinking ? at : null, key, at };
  return insertEntry(tx, entry, at);
}

/** How a payment stands; throws if there is none. */
export async function mustStand(tx: Tx, by: { ref: string } | { paymentId: string }): Promise<SandboxEntry> {
  const standing = await findStanding(tx, by);
  if (!standing) throw new Error(`the sandbox has no payment ${JSON.stringify(by)}`);
  return standing;
}

/** Takes `amountMinor` of what is promised; `isLast` lets go of the rest. */
export async function takeMoney(
  world: World,
  tx: Tx,
  standing: SandboxEntry,
  { amountMinor, isLast }: { amountMinor: number; isLast: boolean },
  key: string | null,
): Promise<Change> {
  if (standing.state !== "AUTHORIZED") return { entry: standing, refused: `it is ${standing.state}` };
  const left = standing.amountMinor - total(standing.captures);
  if (amountMinor <= 0 || amountMinor > left) return { entry: standing, refused: "amount_too_large" };
  const captures = [...standing.captures, { ref: world.newId("sbxcap"), key, amountMinor }];
  const state = isLast || amountMinor === left ? "CAPTURED" : "AUTHORIZED";
  return { entry: await enter(world, tx, { ...standing, captures, state }, key), refused: null };
}

/** Gives `amountMinor` back if so much is neither given back nor asked back by a bank. */
export async function giveMoney(
  world: World,
  tx: Tx,
  standing: SandboxEntry,
  how: Pick<SandboxRefund, "amountMinor" | "state" | "failure" | "willBe">,
  key: string | null,
): Promise<Change> {
  const left = leftOf(standing);
  if (how.amountMinor <= 0 || how.amountMinor > left) return { entry: standing, refused: "amount_too_large" };
  const refunds = [...standing.refunds, { ref: world.newId("sbxref"), key, ...how }];
  return { entry: await enter(world, tx, { ...standing, refunds }, key), refused: null };
}

type Movements = Pick<SandboxEntry, "captures" | "refunds" | "disputes">;

/** The amount that was taken and neither given back nor asked back by a bank. */
export function leftOf({ captures, refunds, disputes }: Movements): number {
  const gone = [...refunds.filter(({ state }) => state !== "FAILED"), ...disputes.filter(isWithheld)];
  return total(captures) - total(gone);
}

/** The dispute that the bank opens next, by the token: one for each payment, over all that is left of it. Null: none. */
export function comingDispute(
  entry: Movements & Pick<SandboxEntry, "token">,
): { amountMinor: number; willBe: "WON" | "LOST" } | null {
  const willBe = behaviourOf(entry.token ?? "").dispute;
  const amountMinor = leftOf(entry);
  return willBe !== null && entry.disputes.length === 0 && amountMinor > 0 ? { amountMinor, willBe } : null;
}

/** What these come to. */
function total(movements: readonly { amountMinor: number }[]): number {
  return sum(movements.map(({ amountMinor }) => amountMinor));
}

function isWithheld({ state }: { state: string }): boolean {
  return state !== "WON";
}

async function keepMethod(world: World, tx: Tx, draft: Draft): Promise<Draft> {
  const { keeps, token, state, methodRef } = draft;
  if (!keeps || methodRef !== null || token === null || state !== "AUTHORIZED") return draft;
  const customerRef = draft.customerRef ?? world.newId("sbxcus");
  const ref = world.newId("sbxpm");
  await insertMethod(tx, { ref, customerRef, token, forgottenAt: null });
  return { ...draft, customerRef, methodRef: ref };
}

/** Where a payment stands once a token was given, or while it waits for one. */
export function outcomeOf(token: string | null): Pick<SandboxEntry, "token" | "state" | "failureCode"> {
  if (token === null) return { token, state: "REQUIRES_ACTION", failureCode: null };
  const { becomes, failure } = behaviourOf(token);
  return { token, state: becomes, failureCode: failure?.code ?? null };
}

/** How a refund goes with this token, when `earlier` were asked for before. */
export function refundOutcome(
  token: string | null,
  earlier: readonly SandboxRefund[],
): Pick<SandboxRefund, "state" | "failure" | "willBe"> | "refused" {
  const { refund } = behaviourOf(token ?? "");
  const isFirst = earlier.length === 0;
  if (refund === "refused") return "refused";
  if (refund === "failsAtFirst" && isFirst) return { state: "FAILED", failure: "card_closed", willBe: "FAILED" };
  if (refund === "failsLaterAtFirst" && isFirst) return { state: "PENDING", failure: null, willBe: "FAILED" };
  if (refund === "comesBackAtFirst" && isFirst) return { state: "SUCCEEDED", failure: null, willBe: "FAILED" };
  if (refund === "givenLater") return { state: "PENDING", failure: null, willBe: "SUCCEEDED" };
  return { state: "SUCCEEDED", failure: null, willBe: "SUCCEEDED" };
}
