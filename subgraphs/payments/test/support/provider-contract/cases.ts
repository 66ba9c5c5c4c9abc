/** The cases of the provider contract. */
import { expect } from "vitest";
import type { ProviderPage } from "../../../src/providers/port.ts";
import { noon } from "../shop.ts";
import { type Candidate, type Cases, sought, starter, startTerms } from "./candidate.ts";
import { moneyCases } from "./money-cases.ts";

/** The cases by their titles. */
export function casesOf(open: () => Promise<Candidate>): Cases {
  const terms = startTerms;
  const cases = moneyCases(open);
  const all = { amountMinor: 1_250, isLast: true };
  const begin = starter(open);

  cases["a valid card is authorised for exactly the requested amount and currency"] = async () => {
    const { payment } = await begin("ok");
    expect(payment).toMatchObject({ state: "AUTHORIZED", amountMinor: 1_250, currency: "EUR", clientAction: null });
    expect(payment.card?.last4).toMatch(/^\d{4}$/);
  };

  cases["the same key is the same start: one payment, one response"] = async () => {
    const { provider, once, request, payment } = await begin("ok");
    const again = await provider.start(request, once("auth:chk_1:1"));
    expect(again).toEqual({ payment, refused: null });
    expect(await provider.lookup(sought, once("").signal)).toEqual(payment);
  };

  cases["a declined card is a definite response with its reason"] = async () => {
    const { payment } = await begin("declined");
    expect(payment).toMatchObject({ state: "FAILED", failure: { code: expect.any(String) } });
  };

  cases["a card that requires authentication waits for the customer, and continues or fails"] = async () => {
    for (const [token, state] of [
      ["secondStepOk", "AUTHORIZED"],
      ["secondStepFailed", "FAILED"],
    ] as const) {
      const { provider, once, payment, ref, tokens } = await begin("secondStep");
      expect(payment.state).toBe("REQUIRES_ACTION");
      expect(payment.clientAction?.clientSecret ?? payment.clientAction?.redirectUrl).toBeTruthy();
      const response = await provider.confirm({ ...ref, token: tokens[token] }, once("confirm:pay_1:1"));
      expect(response.payment.state).toBe(state);
      expect(await provider.confirm({ ...ref, token: tokens[token] }, once("confirm:pay_1:1"))).toEqual(response);
    }
  };

  cases["without a token the payment waits for its confirmation"] = async () => {
    const { provider, once, payment, ref, tokens } = await begin(null);
    expect(payment.state).toBe("REQUIRES_ACTION");
    const { payment: confirmed } = await provider.confirm({ ...ref, token: tokens.ok }, once("confirm:pay_1:1"));
    expect(confirmed.state).toBe("AUTHORIZED");
  };

  cases["a payment that waits for the customer can be voided"] = async () => {
    const { provider, once, ref } = await begin("secondStep");
    expect((await provider.void(ref, once("void:pay_1"))).payment.state).toBe("VOIDED");
  };

  cases["a payment that was never started is not found"] = async () => {
    const { provider, once } = await begin("ok");
    expect(await provider.lookup({ ...sought, paymentId: "pay_none" }, once("").signal)).toBeNull();
  };

  const refusedFor = (reason: string) => ({ refusal: { reason } });

  cases["messages are authentic, valid for a limited time, and name our payment"] = async () => {
    const { provider, runtime, lastMessage, payment, once } = await begin("ok");
    const { headers, body } = await lastMessage(terms.paymentId);
    const { authenticate, read } = provider.webhook;
    expect(authenticate(headers, body, runtime.now())).toEqual({ eventId: expect.any(String) });
    const published = read(Buffer.from(body).toString("utf8"));
    expect(published).toMatchObject({ paymentId: terms.paymentId, ref: payment.ref });
    expect(published?.payment ?? (await provider.lookup(sought, once("").signal))).toEqual(payment);
    expect(authenticate(headers, body, runtime.now() + 301_000)).toMatchObject(refusedFor("clock"));
    // A time stamp after our clock, as of a sender who prepared its message for later.
    expect(authenticate(headers, body, runtime.now() - 401_000)).toMatchObject(refusedFor("clock"));
    const changed = Buffer.concat([body, Buffer.from(" ")]);
    expect(authenticate(headers, changed, runtime.now())).toEqual(refusedFor("wrong_signature"));
    expect(authenticate({}, body, runtime.now())).toEqual(refusedFor("no_signature"));
  };

  cases["a payment is found by our id alone, and by the provider's"] = async () => {
    const { provider, once, payment } = await begin("ok");
    expect(await provider.lookup(sought, once("").signal)).toEqual(payment);
    expect(await provider.lookup({ ...sought, ref: payment.ref }, once("").signal)).toEqual(payment);
  };

  cases["the list has each payment with both ids and its state, and reports its end"] = async () => {
    const { provider, once, request, ref } = await begin("ok");
    const { payment: second } = await provider.start({ ...request, paymentId: "pay_2" }, once("auth:chk_2:1"));
    await provider.capture({ ...ref, ...all }, once("cap:pay_1"));
    const found = await wholeList((after) => provider.list(noon - 1_000, after, once("").signal));
    expect(found).toHaveLength(2);
    expect(found).toContainEqual({ paymentId: "pay_1", ref: ref.ref, state: "CAPTURED" });
    expect(found).toContainEqual({ paymentId: "pay_2", ref: second.ref, state: "AUTHORIZED" });
    expect(await provider.list(Date.now() + noon, null, once("").signal)).toEqual({ payments: [], next: null });
  };

  cases["the list of movements has the payments with a refund since, and no others"] = async () => {
    const { provider, once, request, ref } = await begin("ok");
    const { payment: second } = await provider.start({ ...request, paymentId: "pay_2" }, once("auth:chk_2:1"));
    for (const made of [ref, { paymentId: "pay_2", ref: second.ref ?? "" }])
      await provider.capture({ ...made, ...all }, once(`cap:${made.paymentId}`));
    const movedSince = async (since: number) => {
      const moved = await wholeList((after) => provider.listMoved(since, after, once("").signal));
      return moved.map((payment) => payment.ref).filter((one) => one === ref.ref || one === second.ref);
    };
    expect(await movedSince(noon - 1_000)).toEqual([]);
    await provider.refund({ ...ref, amountMinor: 500 }, once("ref:1"));
    expect(await movedSince(noon - 1_000)).toEqual([ref.ref]);
    expect(await movedSince(Date.now() + noon)).toEqual([]);
  };

  cases["a key with another request does not return the first response"] = async () => {
    const { provider, once, request } = await begin("ok");
    await expect(provider.start({ ...request, amountMinor: 1_300 }, once("auth:chk_1:1"))).rejects.toThrow();
  };

  for (const [title, currency, amountMinor] of [
    ["yen have no digits after the point", "JPY", 1_250],
    ["dinars have three digits after the point", "KWD", 12_500],
  ] as const)
    cases[title] = async () => {
      const { provider, once, request } = await begin("ok");
      const input = { ...request, paymentId: "pay_2", currency, amountMinor };
      const { payment } = await provider.start(input, once("auth:chk_2:1"));
      expect(payment).toMatchObject({ state: "AUTHORIZED", currency, amountMinor });
      const made = { paymentId: input.paymentId, ref: payment.ref ?? "" };
      const taken = await provider.capture({ ...made, amountMinor, isLast: true }, once("cap:pay_2"));
      expect(taken.payment.captures).toMatchObject([{ amountMinor }]);
    };

  cases["amounts that are no multiple of the declared payable step are refused, and move nothing"] = async () => {
    const { provider, once, request } = await begin("ok");
    expect(provider.payableSteps).toMatchObject({ KWD: 10 });
    const kuwaiti = { ...request, paymentId: "pay_2", currency: "KWD" };
    const odd = await provider.start({ ...kuwaiti, amountMinor: 7_067 }, once("auth:chk_2:1"));
    expect(odd.payment).toMatchObject({ state: "FAILED", failure: { code: "amount_not_possible" } });
    const rounded = { ...kuwaiti, paymentId: "pay_3", amountMinor: 7_070 };
    const { payment } = await provider.start(rounded, once("auth:chk_3:1"));
    const made = { paymentId: rounded.paymentId, ref: payment.ref ?? "" };
    const refused = { refused: "amount_not_possible" };
    const capture = (amountMinor: number) =>
      provider.capture({ ...made, amountMinor, isLast: true }, once(`cap:pay_3:${amountMinor}`));
    expect(await capture(7_065)).toMatchObject({ ...refused, payment: { captures: [] } });
    expect(await capture(7_070)).toMatchObject({ refused: null, payment: { captures: [{ amountMinor: 7_070 }] } });
    const refund = (amountMinor: number) => provider.refund({ ...made, amountMinor }, once(`ref:pay_3:${amountMinor}`));
    expect(await refund(4_567)).toMatchObject({ ...refused, payment: { refunds: [] } });
    expect(await refund(4_560)).toMatchObject({ refused: null, payment: { refunds: [{ amountMinor: 4_560 }] } });
  };

  return cases;
}

/** All items of a list, page by page. */
async function wholeList<Listed>(read: (after: string | null) => Promise<ProviderPage<Listed>>): Promise<Listed[]> {
  const { payments, next } = await read(null);
  for (let after = next; after !== null; ) {
    const page = await read(after);
    payments.push(...page.payments);
    after = page.next;
  }
  return payments;
}
