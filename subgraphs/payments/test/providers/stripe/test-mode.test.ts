/** The Stripe provider in Stripe's test mode, if HANSA_STRIPE_TEST_KEY gives a key. */
import { randomUUID } from "node:crypto";
import { systemRuntime } from "@hansa/kit/runtime";
import { test } from "vitest";
import type { CallAttempt, Provider, ProviderPayment } from "../../../src/providers/port.ts";
import type { Candidate } from "../../support/provider-contract/candidate.ts";
import { testProviderContract } from "../../support/provider-contract/contract.ts";
import { candidateOf } from "../../support/stripe/candidate.ts";

const key = process.env.HANSA_STRIPE_TEST_KEY;
const minuteMs = 60_000;

if (key) {
  if (!/^(sk|rk)_test_/.test(key)) throw new Error("HANSA_STRIPE_TEST_KEY is not a key of the test mode");
  testProviderContract("Stripe's test mode", async () => inTestMode(key), {
    "a failed refund refunds nothing, and another one can succeed": "Stripe says only later that a refund failed",
  });
} else {
  const message = "NOT RUN: the provider contract on Stripe's test mode, as HANSA_STRIPE_TEST_KEY is not set.";
  process.stderr.write(`\n!!! ${message}\n\n`);
  test("Stripe's test mode passes the provider contract", (context) => context.skip(message));
}

/** The account survives a case: each case has ids and keys of its own there. */
function inTestMode(secretKey: string): Candidate {
  const scope = `${randomUUID()}:`;
  const beganAt = Date.now();
  const candidate = candidateOf(undefined, systemRuntime, secretKey);
  const { provider } = candidate;
  const scoped = <Asked extends { paymentId: string }>(input: Asked) => ({
    ...input,
    paymentId: scope + input.paymentId,
  });
  const once = ({ key: ours, signal }: CallAttempt) => ({ key: scope + ours, signal });
  const plain = <Said extends ProviderPayment>(payment: Said): Said => ({
    ...payment,
    captures: payment.captures.map((capture) => ({ ...capture, key: unscoped(capture.key) })),
    refunds: payment.refunds.map((refund) => ({ ...refund, key: unscoped(refund.key) })),
  });
  const unscoped = (text: string | null) => text?.replace(scope, "") ?? null;
  const withoutScope = async (response: ReturnType<Provider["start"]>) => {
    const { payment, refused } = await response;
    return { payment: plain(payment), refused };
  };

  return {
    ...candidate,
    tokens: {
      ok: "pm_card_visa",
      declined: "pm_card_chargeDeclined",
      secondStep: "pm_card_threeDSecure2Required",
      secondStepOk: "pm_card_visa",
      secondStepFailed: "pm_card_chargeDeclined",
      refundFails: "pm_card_refundFail",
    },
    lastMessage: (paymentId) => candidate.lastMessage(scope + paymentId),
    provider: {
      ...provider,
      start: (input, call) => withoutScope(provider.start(scoped(input), once(call))),
      confirm: (input, call) => withoutScope(provider.confirm(scoped(input), once(call))),
      capture: (input, call) => withoutScope(provider.capture(scoped(input), once(call))),
      void: (input, call) => withoutScope(provider.void(scoped(input), once(call))),
      refund: (input, call) => withoutScope(provider.refund(scoped(input), once(call))),
      removeMethod: (method, call) => provider.removeMethod(method, once(call)),
      lookup: async (input, signal) => {
        const found = await provider.lookup({ ...scoped(input), createdAt: beganAt }, signal);
        return found && plain(found);
      },
      list: async (since, after, signal) => {
        const from = since > Date.now() ? since : beganAt - minuteMs;
        const { payments, next } = await provider.list(from, after, signal);
        const ours = payments.filter(({ paymentId }) => paymentId?.startsWith(scope));
        return { payments: ours.map((one) => ({ ...one, paymentId: unscoped(one.paymentId) })), next };
      },
      listMoved: (since, after, signal) =>
        provider.listMoved(since > Date.now() ? since : beganAt - minuteMs, after, signal),
      webhook: {
        ...provider.webhook,
        read: (payload) => {
          const published = provider.webhook.read(payload);
          return published && { ...published, paymentId: unscoped(published.paymentId) };
        },
      },
    },
  };
}
