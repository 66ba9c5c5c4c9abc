/** Webhook messages of the sandbox: composed and posted by a test, about a payment that waits for its second step. */

import { signatureHeader, signMessage } from "@hansa/sandbox/messages/signature";
import { noon, payable, type Shop, startedId } from "./shop.ts";

export const secret = "a-secret-of-the-sandbox-for-the-tests";
export const olderSecret = "an-older-secret-that-is-being-replaced";
/** The configuration of a shop that replaces the older secret. */
export const environment = { HANSA_SANDBOX_WEBHOOK_SECRET: `${secret},${olderSecret}` };

/** A message about a payment, as the sandbox writes it: authorised, unless `payment` says otherwise. */
export function composeMessage(paymentId: string, payment: Record<string, unknown> = {}, id = "sbxevt_test"): string {
  return JSON.stringify({
    id,
    type: "payment.changed",
    createdAt: noon,
    metadata: { paymentId },
    payment: {
      ref: "sbx_other",
      state: "AUTHORIZED",
      amountMinor: 1_250,
      currency: "EUR",
      clientAction: null,
      card: null,
      failure: null,
      captures: [],
      refunds: [],
      disputes: [],
      savedMethod: null,
      ...payment,
    },
  });
}

/** Posts a message to the webhook of a provider and applies it; returns the status of the response. */
export async function postWebhook(
  s: Shop,
  body: string,
  signature = signMessage(secret, body, s.runtime.now()),
  provider = "sandbox",
) {
  const response = await s.running.service.internal.inject({
    method: "POST",
    url: `/webhooks/${provider}`,
    headers: { [signatureHeader]: signature, "content-type": "application/json" },
    payload: body,
  });
  await s.runJobs();
  return response.statusCode;
}

/** Starts a payment that waits for its second step; returns its id and the sandbox's reference. */
export async function startWaitingPayment(s: Shop): Promise<{ id: string; ref: string }> {
  payable(s);
  const id = await startedId(s, "tok_second_step");
  const [row] = await s.rows("SELECT provider_ref AS ref FROM payments");
  return { id, ref: String(Object(row).ref) };
}
