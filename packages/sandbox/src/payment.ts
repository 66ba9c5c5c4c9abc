/** Conversion of an entry to the payment in responses and messages. */
import type { SandboxPayment } from "./protocol.ts";
import type { SandboxEntry } from "./store/tables.ts";
import { behaviourOf } from "./tokens.ts";

/** The payment at the time of this entry. */
export function toPayment(entry: SandboxEntry): SandboxPayment {
  const { ref, state, amountMinor, currency, token, failureCode, captures, refunds, disputes } = entry;
  const { methodRef, customerRef, bankPage } = entry;
  const behaviour = token === null ? null : behaviourOf(token);
  return {
    ref,
    state,
    amountMinor,
    currency,
    clientAction: state === "REQUIRES_ACTION" ? actionOf(ref, bankPage) : null,
    card: behaviour && { brand: "visa", last4: behaviour.last4, expMonth: 12, expYear: 2034 },
    failure:
      state === "FAILED" && failureCode !== null
        ? { code: failureCode, retryable: behaviour?.failure?.retryable ?? false }
        : null,
    captures,
    refunds: refunds.map(({ willBe: _willBe, ...refund }) => refund),
    disputes: disputes.map(({ willBe: _willBe, ...dispute }) => ({ ...dispute, currency })),
    savedMethod: methodRef !== null && customerRef !== null ? { ref: methodRef, customerRef } : null,
  };
}

function actionOf(ref: string, bankPage: string | null): SandboxPayment["clientAction"] {
  return bankPage === null
    ? { kind: "PROVIDER_SCRIPT", clientSecret: `${ref}_secret`, redirectUrl: null }
    : { kind: "REDIRECT", clientSecret: null, redirectUrl: bankPage };
}
