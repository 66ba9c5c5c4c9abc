/** A payment as the sandbox shows it, read off an entry of its books. */
import type { SandboxEntry } from "../../store/sandbox/tables.ts";
import type { ProviderPayment } from "../port.ts";
import { behaviourOf } from "./tokens.ts";

/** The payment as it stood with this entry. */
export function asPayment(entry: SandboxEntry): ProviderPayment & { ref: string } {
  const { ref, state, amountMinor, currency, token } = entry;
  const behaviour = token === null ? null : behaviourOf(token);
  const facts = {
    ref,
    amountMinor,
    currency,
    clientAction:
      state === "REQUIRES_ACTION"
        ? ({ kind: "PROVIDER_SCRIPT", clientSecret: `${ref}_secret`, redirectUrl: null } as const)
        : null,
    card: behaviour && { brand: "visa", last4: behaviour.last4, expMonth: 12, expYear: 2034 },
    failure: state === "FAILED" ? (behaviour?.failure ?? null) : null,
  };
  return state === "CAPTURED" ? { ...facts, state, captureRef: `${ref}_capture` } : { ...facts, state };
}
