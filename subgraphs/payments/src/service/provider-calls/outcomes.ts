/** Outcomes of provider calls, as shown by the payment itself. */
import { sum } from "@hansa/kit/money";
import type { ProviderPayment } from "../../providers/port.ts";
import type { CallRow, PaymentRow } from "../../store/tables.ts";

/** The outcome of a call, from the payment; undefined if any doubt remains. */
export function readOutcome(
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
  const isLetGo = state === "VOIDED" || (state === "CAPTURED" && sum(captures.map(amountOf)) < amountMinor);
  return isLetGo ? done : refused;
}

function amountOf({ amountMinor }: { amountMinor: number }): number {
  return amountMinor;
}

/** Whether a call may authorise money that was not authorised before. Without a token, a confirmation only reads the state. */
export function mayAuthorize({ request }: CallRow): boolean {
  return request?.name === "start" || (request?.name === "confirm" && request.token !== null);
}

/** The payment as failed, for one that does not and will not exist at the provider. The card itself may be valid. */
export function unstartedPayment({ amountMinor, currency }: PaymentRow): ProviderPayment {
  const failure = { code: "never_begun", retryable: true };
  const nothing = { clientAction: null, card: null, captures: [], refunds: [], disputes: [], savedMethod: null };
  return { ref: null, state: "FAILED", amountMinor, currency, failure, ...nothing };
}
