/** Sending a call: what it asks of the provider, as it was written down. */
import type { Provider, ProviderAnswer, Try } from "../providers/port.ts";
import type { CallRow, PaymentRow } from "../store/tables.ts";

/** Throws if the call does not say what it asks, or asks it of a payment that the provider cannot know yet. */
export function send(
  provider: Provider,
  payment: PaymentRow,
  { request, name }: CallRow,
  once: Try,
): Promise<ProviderAnswer> {
  const { id: paymentId, amountMinor, currency, providerRef: ref } = payment;
  if (!request) throw new Error(`a ${name} of ${paymentId} is open and does not say what it asks`);
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
