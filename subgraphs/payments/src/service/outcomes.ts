/** What came of a call, as far as the payment itself shows it. */
import { sum } from "@hansa/kit/money";
import type { ProviderPayment } from "../providers/port.ts";
import type { CallRow, PaymentRow } from "../store/tables.ts";

/** What came of a call, by the payment as it is found; undefined if that leaves any doubt. */
export function outcomeShown(
  { name, key }: CallRow,
  { state, amountMinor, captures, refunds }: ProviderPayment,
): { refused: string | null } | undefined {
  const done = { refused: null };
  const refused = { refused: `it is ${state}` };
  const isClosed = state === "CAPTURED" || state === "VOIDED" || state === "FAILED";
  if (name === "start") return done;
  if (name === "confirm") return state === "REQUIRES_ACTION" ? undefined : done;
  if (name === "refund") return refunds.some((refund) => refund.key === key) ? done : undefined;
  if (name === "capture" && captures.some((capture) => capture.key === key)) return done;
  if (!isClosed) return undefined;
  if (name === "capture") return refused;
  const isLetGo = state === "VOIDED" || (state === "CAPTURED" && sum(captures.map(taken)) < amountMinor);
  return isLetGo ? done : refused;
}

function taken({ amountMinor }: { amountMinor: number }): number {
  return amountMinor;
}

/** Whether a call may have the bank promise money for what was not promised before. Without a token, confirming only asks how it stands. */
export function mayPromise({ request }: CallRow): boolean {
  return request?.name === "start" || (request?.name === "confirm" && request.token !== null);
}

/** A payment that the provider has nothing of, and never will. The card may be as good as any. */
export function neverBegun({ amountMinor, currency }: PaymentRow): ProviderPayment {
  const failure = { code: "never_begun", retryable: true };
  const nothing = { clientAction: null, card: null, captures: [], refunds: [], disputes: [], savedMethod: null };
  return { ref: null, state: "FAILED", amountMinor, currency, failure, ...nothing };
}
