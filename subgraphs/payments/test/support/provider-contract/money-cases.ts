/** The cases of the provider contract about captures, refunds and saved methods. */
import { expect } from "vitest";
import { type Candidate, type Cases, sought, starter, startTerms } from "./candidate.ts";

export function moneyCases(open: () => Promise<Candidate>): Cases {
  const terms = startTerms;
  const cases: Cases = {};
  const all = { amountMinor: 1_250, isLast: true };
  const begin = starter(open);

  cases["a capture takes the whole amount once, under one id and our key, in every report"] = async () => {
    const { provider, once, ref } = await begin("ok");
    const first = await provider.capture({ ...ref, ...all }, once("cap:pay_1"));
    expect(first).toMatchObject({
      refused: null,
      payment: { state: "CAPTURED", captures: [{ ref: expect.any(String), key: "cap:pay_1", amountMinor: 1_250 }] },
    });
    expect(await provider.capture({ ...ref, ...all }, once("cap:pay_1"))).toEqual(first);
    expect(await provider.lookup(sought, once("").signal)).toEqual(first.payment);
  };

  cases["the last capture releases the rest"] = async () => {
    const { provider, once, ref } = await begin("ok");
    const { payment } = await provider.capture({ ...ref, amountMinor: 1_000, isLast: true }, once("cap:1"));
    expect(payment).toMatchObject({ state: "CAPTURED", amountMinor: 1_250, captures: [{ amountMinor: 1_000 }] });
    const more = await provider.capture({ ...ref, amountMinor: 250, isLast: true }, once("cap:2"));
    expect(more).toMatchObject({ refused: expect.any(String), payment: { captures: [{ amountMinor: 1_000 }] } });
  };

  cases["the provider captures parts, each once and never above the authorisation, or declares a single capture"] =
    async () => {
      const { provider, once, ref } = await begin("ok");
      if (!provider.capturesInParts) return lateCapture(await begin("ok"));
      const first = await provider.capture({ ...ref, amountMinor: 1_000, isLast: false }, once("cap:1"));
      expect(first).toMatchObject({ refused: null, payment: { state: "AUTHORIZED", captures: [{ key: "cap:1" }] } });
      const tooMuch = await provider.capture({ ...ref, amountMinor: 251, isLast: false }, once("cap:2"));
      expect(tooMuch).toMatchObject({ refused: expect.any(String), payment: { captures: [{ key: "cap:1" }] } });
      const second = await provider.capture({ ...ref, amountMinor: 200, isLast: false }, once("cap:3"));
      expect(second.payment.captures.map(({ key }) => key)).toEqual(["cap:1", "cap:3"]);
      const released = await provider.void(ref, once("void:1"));
      expect(released).toMatchObject({ refused: null, payment: { state: "CAPTURED" } });
      expect(released.payment.captures).toEqual(second.payment.captures);
    };

  cases["a captured payment cannot be voided, and a voided one cannot be captured"] = async () => {
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
  };

  cases["partial refunds happen once each, and never exceed the capture"] = async () => {
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
    expect(rest.payment.refunds.map(({ key, amountMinor }) => [key, amountMinor]).sort()).toEqual([
      ["refund:1", 600],
      ["refund:3", 400],
    ]);
    expect(await provider.lookup(sought, once("").signal)).toEqual(rest.payment);
  };

  cases["an uncaptured amount cannot be refunded"] = async () => {
    const { provider, once, ref } = await begin("ok");
    const response = await provider.refund({ ...ref, amountMinor: 1 }, once("refund:1"));
    expect(response).toMatchObject({ refused: expect.any(String), payment: { state: "AUTHORIZED", refunds: [] } });
  };

  cases["a failed refund refunds nothing, and another one can succeed"] = async () => {
    const { provider, once, ref } = await begin("refundFails");
    await provider.capture({ ...ref, ...all }, once("cap:1"));
    const failed = await provider.refund({ ...ref, amountMinor: 1_250 }, once("refund:1"));
    expect(failed.payment.refunds).toMatchObject([{ key: "refund:1", state: "FAILED", failure: expect.any(String) }]);
    const { payment } = await provider.refund({ ...ref, amountMinor: 1_250 }, once("refund:2"));
    expect(payment.refunds.map(({ state }) => state)).toEqual(["FAILED", "SUCCEEDED"]);
  };

  cases["a method is saved only on request, pays again, and no longer pays after its removal"] = async () => {
    const { provider, once, request, payment } = await begin("ok");
    expect(payment.savedMethod).toBeNull();
    const keeping = { ...request, paymentId: "pay_2", keep: { customerRef: null } };
    const { savedMethod } = (await provider.start(keeping, once("auth:chk_2:1"))).payment;
    if (!savedMethod) throw new Error("nothing was kept");
    const again = { ...terms, savedMethod };
    const paid = await provider.start({ ...again, paymentId: "pay_3" }, once("auth:chk_3:1"));
    expect(paid.payment).toMatchObject({ state: "AUTHORIZED", card: payment.card });
    await provider.removeMethod(savedMethod, once("remove:1"));
    await provider.removeMethod(savedMethod, once("remove:1"));
    const late = await provider.start({ ...again, paymentId: "pay_4" }, once("auth:chk_4:1"));
    expect(late.payment.state).toBe("FAILED");
  };

  cases["another method is saved under the named customer"] = async () => {
    const { provider, once, request } = await begin("ok");
    const keeping = { ...request, paymentId: "pay_2", keep: { customerRef: null } };
    const first = (await provider.start(keeping, once("auth:chk_2:1"))).payment.savedMethod;
    const keep = { customerRef: first?.customerRef ?? null };
    const second = (await provider.start({ ...keeping, paymentId: "pay_3", keep }, once("auth:chk_3:1"))).payment;
    expect(second.savedMethod?.customerRef).toBe(first?.customerRef);
    expect(second.savedMethod?.ref).not.toBe(first?.ref);
  };
  /** With a provider that captures once, a partial capture releases the remainder too. */
  async function lateCapture({ provider, once, ref }: Awaited<ReturnType<typeof begin>>): Promise<void> {
    const first = await provider.capture({ ...ref, amountMinor: 1_000, isLast: false }, once("cap:1"));
    expect(first).toMatchObject({ refused: null, payment: { state: "CAPTURED", captures: [{ key: "cap:1" }] } });
    const second = await provider.capture({ ...ref, amountMinor: 200, isLast: false }, once("cap:2"));
    expect(second).toMatchObject({ refused: expect.any(String), payment: { captures: [{ key: "cap:1" }] } });
  }

  return cases;
}
