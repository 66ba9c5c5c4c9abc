/** What every payment provider must keep, whoever stands behind the port: run it with each of them. */
import type { World } from "@hansa/kit/world";
import { expect, test } from "vitest";
import type { Provider, ProviderTerms } from "../src/providers/port.ts";

/** A provider under test, with what stands for cards at it. */
export type Candidate = {
  provider: Provider;
  world: World;
  tokens: { ok: string; declined: string; secondStep: string; secondStepOk: string; secondStepFailed: string };
  /** The newest message that the provider sent about a payment, as bytes and headers on the wire. */
  lastMessage(paymentId: string): Promise<{ headers: Record<string, string>; body: Uint8Array }>;
};

/** Registers the suite. `open` gives a fresh provider to each test and cleans up after it. */
export function keepsTheProviderContract(name: string, open: () => Promise<Candidate>): void {
  const terms: ProviderTerms = { paymentId: "pay_1", amountMinor: 1_250, currency: "EUR" };

  async function begin(token: "ok" | "declined" | "secondStep" | null) {
    const candidate = await open();
    const { provider, tokens, world } = candidate;
    const once = (key: string) => ({ key, signal: world.deadline(10_000) });
    const request = { ...terms, token: token && tokens[token], returnUrl: null };
    const { payment } = await provider.start(request, once("auth:chk_1:1"));
    return { ...candidate, once, request, payment, ref: { paymentId: terms.paymentId, ref: payment.ref ?? "" } };
  }

  test(`${name}: a good card is authorised for exactly the amount and currency asked for`, async () => {
    const { payment } = await begin("ok");
    expect(payment).toMatchObject({ state: "AUTHORIZED", amountMinor: 1_250, currency: "EUR", clientAction: null });
    expect(payment.card?.last4).toMatch(/^\d{4}$/);
  });

  test(`${name}: the same key is the same start: one payment, one answer`, async () => {
    const { provider, once, request, payment } = await begin("ok");
    const again = await provider.start(request, once("auth:chk_1:1"));
    expect(again).toEqual({ payment, refused: null });
    expect(await provider.lookup(terms.paymentId, once("").signal)).toEqual(payment);
  });

  test(`${name}: a declined card is a definite answer with its reason`, async () => {
    const { payment } = await begin("declined");
    expect(payment).toMatchObject({ state: "FAILED", failure: { code: expect.any(String) } });
  });

  test(`${name}: a second step asks the customer, and goes on or fails`, async () => {
    for (const [token, state] of [
      ["secondStepOk", "AUTHORIZED"],
      ["secondStepFailed", "FAILED"],
    ] as const) {
      const { provider, once, payment, ref, tokens } = await begin("secondStep");
      expect(payment.state).toBe("REQUIRES_ACTION");
      expect(payment.clientAction?.clientSecret ?? payment.clientAction?.redirectUrl).toBeTruthy();
      const answer = await provider.confirm({ ...ref, token: tokens[token] }, once("confirm:pay_1:1"));
      expect(answer.payment.state).toBe(state);
      expect(await provider.confirm({ ...ref, token: tokens[token] }, once("confirm:pay_1:1"))).toEqual(answer);
    }
  });

  test(`${name}: without a token it waits, and confirming gives it one`, async () => {
    const { provider, once, payment, ref, tokens } = await begin(null);
    expect(payment.state).toBe("REQUIRES_ACTION");
    const { payment: confirmed } = await provider.confirm({ ...ref, token: tokens.ok }, once("confirm:pay_1:1"));
    expect(confirmed.state).toBe("AUTHORIZED");
  });

  test(`${name}: capturing takes all of it once, under one id, however it is heard of`, async () => {
    const { provider, once, ref } = await begin("ok");
    const first = await provider.capture(ref, once("cap:pay_1"));
    expect(first).toMatchObject({ refused: null, payment: { state: "CAPTURED", amountMinor: 1_250 } });
    expect(await provider.capture(ref, once("cap:pay_1"))).toEqual(first);
    expect(await provider.lookup(terms.paymentId, once("").signal)).toEqual(first.payment);
  });

  test(`${name}: what is captured cannot be voided, and what is voided cannot be captured`, async () => {
    const taken = await begin("ok");
    await taken.provider.capture(taken.ref, taken.once("cap:pay_1"));
    const tooLate = await taken.provider.void(taken.ref, taken.once("void:pay_1"));
    expect(tooLate).toMatchObject({ refused: expect.any(String), payment: { state: "CAPTURED" } });

    const given = await begin("ok");
    expect(await given.provider.void(given.ref, given.once("void:pay_1"))).toMatchObject({
      refused: null,
      payment: { state: "VOIDED" },
    });
    const gone = await given.provider.capture(given.ref, given.once("cap:pay_1"));
    expect(gone).toMatchObject({ refused: expect.any(String), payment: { state: "VOIDED" } });
  });

  test(`${name}: what waits for the customer can be voided`, async () => {
    const { provider, once, ref } = await begin("secondStep");
    expect((await provider.void(ref, once("void:pay_1"))).payment.state).toBe("VOIDED");
  });

  test(`${name}: a payment that was never begun is not found`, async () => {
    const { provider, once } = await begin("ok");
    expect(await provider.lookup("pay_none", once("").signal)).toBeNull();
  });

  test(`${name}: its messages are authentic, fresh only for a while, and name our payment`, async () => {
    const { provider, world, lastMessage, payment } = await begin("ok");
    const { headers, body } = await lastMessage(terms.paymentId);
    const { authenticate, read } = provider.webhook;
    expect(authenticate(headers, body, world.now())).toEqual(expect.any(String));
    expect(read(Buffer.from(body).toString("utf8"))).toEqual({ paymentId: terms.paymentId, payment });
    expect(authenticate(headers, body, world.now() + 301_000)).toBeUndefined();
    expect(authenticate(headers, Buffer.concat([body, Buffer.from(" ")]), world.now())).toBeUndefined();
    expect(authenticate({}, body, world.now())).toBeUndefined();
  });
}
