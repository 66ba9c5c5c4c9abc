/** Dispatch of a stored call to the provider. */
import type { CallAttempt, Provider, ProviderResponse } from "../../providers/port.ts";
import type { CallRow, PaymentRow } from "../../store/tables.ts";

/** Throws if the call has no request, or if the provider cannot know its payment yet. */
export function sendCall(
  provider: Provider,
  payment: PaymentRow,
  { request, name }: CallRow,
  once: CallAttempt,
): Promise<ProviderResponse> {
  const { id: paymentId, amountMinor, currency, providerRef: ref } = payment;
  if (!request) throw new Error(`provider call: an open ${name} of ${paymentId} has no request`);
  if (request.name === "start") {
    const { name: _start, ...how } = request;
    return provider.start({ paymentId, amountMinor, currency, ...how }, once);
  }
  if (ref === null) throw new Error(`${paymentId} is not known to ${provider.name} yet`);
  const made = { paymentId, ref };
  if (request.name === "confirm") return provider.confirm({ ...made, token: request.token }, once);
  if (request.name === "void") return provider.void(made, once);
  if (request.name === "refund") return provider.refund({ ...made, amountMinor: request.amountMinor }, once);
  return provider.capture({ ...made, amountMinor: request.amountMinor, isLast: request.isLast }, once);
}
