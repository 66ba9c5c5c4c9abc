/** The bank's page of the sandbox: a payment with `tok_redirect` leads there, and the buyer's decision is that of the payment. */
import { expect, test } from "vitest";
import { openTestSandbox, serveTestSandbox, startTerms } from "../testing/test-sandbox.ts";

const once = (key: string) => ({ key, signal: new AbortController().signal });
const returnUrl = "https://shop.example/checkout?returned=1";
const redirect = { ...startTerms, token: "tok_redirect", returnUrl };

test.each([
  ["confirmed", true, "AUTHORIZED", null],
  ["refused", false, "FAILED", { code: "authentication_failed", retryable: true }],
] as const)(
  "a payment that is %s there is decided once, and its message says so",
  async (_word, isConfirmed, state, failure) => {
    const sandbox = await openTestSandbox();
    const { payment } = await sandbox.api.start(redirect, once("1"));
    expect(payment.state).toBe("REQUIRES_ACTION");
    const redirectUrl = `http://127.0.0.1:4000/sandbox/${payment.ref}`;
    expect(payment.clientAction).toEqual({ kind: "REDIRECT", clientSecret: null, redirectUrl });
    const visit = { amountMinor: 1_250, currency: "EUR", returnUrl };
    expect(await sandbox.bank.find(payment.ref)).toEqual({ ...visit, isWaiting: true });
    expect(await sandbox.bank.decide(payment.ref, isConfirmed)).toEqual({ ...visit, isWaiting: false });
    await sandbox.bank.decide(payment.ref, !isConfirmed);
    const after = await sandbox.api.confirm({ paymentId: "pay_1", ref: payment.ref, token: null }, once("2"));
    expect(after.payment).toMatchObject({ state, failure, clientAction: null });
    await sandbox.deliver();
    expect(sandbox.sent.map(({ body }) => JSON.parse(body).payment.state)).toEqual(["REQUIRES_ACTION", state]);
  },
);

test("a payment that was given up waits no longer, and others have no page", async () => {
  const sandbox = await openTestSandbox();
  const { client, bank } = await serveTestSandbox(sandbox);
  const { payment } = await client.start(redirect, once("1"));
  await client.void({ paymentId: "pay_1", ref: payment.ref }, once("2"));
  expect((await bank.find(payment.ref))?.isWaiting).toBe(false);
  expect((await bank.decide(payment.ref, true))?.isWaiting).toBe(false);
  const after = await client.lookup({ paymentId: "pay_1" }, once("").signal);
  expect(after?.state).toBe("VOIDED");
  const other = await client.start({ ...startTerms, paymentId: "pay_2", token: "tok_second_step" }, once("3"));
  expect(other.payment.clientAction?.kind).toBe("PROVIDER_SCRIPT");
  expect([await bank.find(other.payment.ref), await bank.find("sbx_none")]).toEqual([null, null]);
});
