/** What every payment provider must keep, whoever stands behind the port: run it with each of them. */
import type { World } from "@hansa/kit/world";
import { expect, test } from "vitest";
import type { Provider, ProviderStart } from "../src/providers/port.ts";

/** A provider under test, with what stands for cards at it. */
export type Candidate = {
  provider: Provider;
  world: World;
  tokens: {
    ok: string;
    declined: string;
    secondStep: string;
    secondStepOk: string;
    secondStepFailed: string;
    /** Authorised; the first refund fails at once, the next one does not. */
    refundFails: string;
  };
  /** The newest message that the provider sent about a payment, as bytes and headers on the wire. */
  lastMessage(paymentId: string): Promise<{ headers: Record<string, string>; body: Uint8Array }>;
};

/** What a payment of the suite is begun with, short of a token. */
export const startTerms: ProviderStart = {
  paymentId: "pay_1",
  amountMinor: 1_250,
  currency: "EUR",
  token: null,
  savedMethod: null,
  keep: null,
  returnUrl: null,
};

/** Registers the suite. `open` gives a fresh provider to each test and cleans up after it. */
export function keepsTheProviderContract(name: string, open: () => Promise<Candidate>): void {
  const terms = startTerms;
  const all = { amountMinor: 1_250, isLast: true };

  async function begin(token: keyof Candidate["tokens"] | null) {
    const candidate = await open();
    const { provider, tokens, world } = candidate;
    const once = (key: string) => ({ key, signal: world.deadline(10_000) });
    const request = { ...terms, token: token && tokens[token] };
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

  test(`${name}: capturing takes all of it once, under one id and our key, however it is heard of`, async () => {
    const { provider, once, ref } = await begin("ok");
    const first = await provider.capture({ ...ref, ...all }, once("cap:pay_1"));
    expect(first).toMatchObject({
      refused: null,
      payment: { state: "CAPTURED", captures: [{ ref: expect.any(String), key: "cap:pay_1", amountMinor: 1_250 }] },
    });
    expect(await provider.capture({ ...ref, ...all }, once("cap:pay_1"))).toEqual(first);
    expect(await provider.lookup(terms.paymentId, once("").signal)).toEqual(first.payment);
  });

  test(`${name}: a capture that is the last lets go of the rest`, async () => {
    const { provider, once, ref } = await begin("ok");
    const { payment } = await provider.capture({ ...ref, amountMinor: 1_000, isLast: true }, once("cap:1"));
    expect(payment).toMatchObject({ state: "CAPTURED", amountMinor: 1_250, captures: [{ amountMinor: 1_000 }] });
    const more = await provider.capture({ ...ref, amountMinor: 250, isLast: true }, once("cap:2"));
    expect(more).toMatchObject({ refused: expect.any(String), payment: { captures: [{ amountMinor: 1_000 }] } });
  });

  test(`${name}: where it captures in parts, each is taken once, never more than was promised, and the rest can be let go`, async () => {
    const { provider, once, ref } = await begin("ok");
    if (!provider.capturesInParts) return expect(provider.capturesInParts).toBe(false);
    const first = await provider.capture({ ...ref, amountMinor: 1_000, isLast: false }, once("cap:1"));
    expect(first).toMatchObject({ refused: null, payment: { state: "AUTHORIZED", captures: [{ key: "cap:1" }] } });
    const tooMuch = await provider.capture({ ...ref, amountMinor: 251, isLast: false }, once("cap:2"));
    expect(tooMuch).toMatchObject({ refused: expect.any(String), payment: { captures: [{ key: "cap:1" }] } });
    const second = await provider.capture({ ...ref, amountMinor: 200, isLast: false }, once("cap:3"));
    expect(second.payment.captures.map(({ key }) => key)).toEqual(["cap:1", "cap:3"]);
    const released = await provider.void(ref, once("void:1"));
    expect(released).toMatchObject({ refused: null, payment: { state: "CAPTURED" } });
    expect(released.payment.captures).toEqual(second.payment.captures);
  });

  test(`${name}: what is captured cannot be voided, and what is voided cannot be captured`, async () => {
    const taken = await begin("ok");
    await taken.provider.capture({ ...taken.ref, ...all }, taken.once("cap:pay_1"));
    const tooLate = await taken.provider.void(taken.ref, taken.once("void:pay_1"));
    expect(tooLate).toMatchObject({ refused: expect.any(String), payment: { state: "CAPTURED" } });

    const given = await begin("ok");
    expect(await given.provider.void(given.ref, given.once("void:pay_1"))).toMatchObject({
      refused: null,
      payment: { state: "VOIDED" },
    });
    const gone = await given.provider.capture({ ...given.ref, ...all }, given.once("cap:pay_1"));
    expect(gone).toMatchObject({ refused: expect.any(String), payment: { state: "VOIDED", captures: [] } });
  });

  test(`${name}: refunds give back in parts, each once, and never more than was taken`, async () => {
    const { provider, once, ref } = await begin("ok");
    const { payment } = await provider.capture({ ...ref, amountMinor: 1_000, isLast: true }, once("cap:1"));
    const first = await provider.refund({ ...ref, amountMinor: 600 }, once("refund:1"));
    expect(first).toMatchObject({
      refused: null,
      payment: {
        state: "CAPTURED",
        captures: payment.captures,
        refunds: [{ ref: expect.any(String), key: "refund:1", amountMinor: 600, state: "SUCCEEDED" }],
      },
    });
    expect(await provider.refund({ ...ref, amountMinor: 600 }, once("refund:1"))).toEqual(first);
    const tooMuch = await provider.refund({ ...ref, amountMinor: 401 }, once("refund:2"));
    expect(tooMuch).toMatchObject({ refused: expect.any(String) });
    expect(tooMuch.payment.refunds).toEqual(first.payment.refunds);
    const rest = await provider.refund({ ...ref, amountMinor: 400 }, once("refund:3"));
    expect(rest.payment.refunds.map(({ key, amountMinor }) => [key, amountMinor])).toEqual([
      ["refund:1", 600],
      ["refund:3", 400],
    ]);
    expect(await provider.lookup(terms.paymentId, once("").signal)).toEqual(rest.payment);
  });

  test(`${name}: what was not taken cannot be given back`, async () => {
    const { provider, once, ref } = await begin("ok");
    const answer = await provider.refund({ ...ref, amountMinor: 1 }, once("refund:1"));
    expect(answer).toMatchObject({ refused: expect.any(String), payment: { state: "AUTHORIZED", refunds: [] } });
  });

  test(`${name}: a refund that failed gives nothing back, and another one can`, async () => {
    const { provider, once, ref } = await begin("refundFails");
    await provider.capture({ ...ref, ...all }, once("cap:1"));
    const failed = await provider.refund({ ...ref, amountMinor: 1_250 }, once("refund:1"));
    expect(failed.payment.refunds).toMatchObject([{ key: "refund:1", state: "FAILED", failure: expect.any(String) }]);
    const { payment } = await provider.refund({ ...ref, amountMinor: 1_250 }, once("refund:2"));
    expect(payment.refunds.map(({ state }) => state)).toEqual(["FAILED", "SUCCEEDED"]);
  });

  test(`${name}: a method is kept only when asked for, pays again, and pays no more once it is forgotten`, async () => {
    const { provider, once, request, payment } = await begin("ok");
    expect(payment.savedMethod).toBeNull();
    const keeping = { ...request, paymentId: "pay_2", keep: { customerRef: null } };
    const { savedMethod } = (await provider.start(keeping, once("auth:chk_2:1"))).payment;
    if (!savedMethod) throw new Error("nothing was kept");
    const again = { ...terms, savedMethod };
    const paid = await provider.start({ ...again, paymentId: "pay_3" }, once("auth:chk_3:1"));
    expect(paid.payment).toMatchObject({ state: "AUTHORIZED", card: payment.card });
    await provider.forgetMethod(savedMethod, once("forget:1"));
    await provider.forgetMethod(savedMethod, once("forget:1"));
    const late = await provider.start({ ...again, paymentId: "pay_4" }, once("auth:chk_4:1"));
    expect(late.payment.state).toBe("FAILED");
  });

  test(`${name}: another method is kept under the customer that is named`, async () => {
    const { provider, once, request } = await begin("ok");
    const keeping = { ...request, paymentId: "pay_2", keep: { customerRef: null } };
    const first = (await provider.start(keeping, once("auth:chk_2:1"))).payment.savedMethod;
    const keep = { customerRef: first?.customerRef ?? null };
    const second = (await provider.start({ ...keeping, paymentId: "pay_3", keep }, once("auth:chk_3:1"))).payment;
    expect(second.savedMethod?.customerRef).toBe(first?.customerRef);
    expect(second.savedMethod?.ref).not.toBe(first?.ref);
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
    expect(authenticate(headers, body, world.now())).toEqual({ eventId: expect.any(String) });
    expect(read(Buffer.from(body).toString("utf8"))).toEqual({ paymentId: terms.paymentId, payment });
    expect(authenticate(headers, body, world.now() + 301_000)).toBeUndefined();
    expect(authenticate(headers, Buffer.concat([body, Buffer.from(" ")]), world.now())).toBeUndefined();
    expect(authenticate({}, body, world.now())).toBeUndefined();
  });
}
