/** Personal data: exported on request, and erased with the user while the ledger stays. */

import { createHash } from "node:crypto";
import { payments as contract } from "@hansa/contracts/payments";
import { processes } from "@hansa/contracts/processes";
import { developmentRing } from "@hansa/kit/identity";
import { callPeer } from "@hansa/kit/rpc";
import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { noResponse, overrideProvider } from "../support/provider-overrides.ts";
import { confirm, order, payable, type Shop, shop, start, startedId } from "../support/shop.ts";

const customer = userWith("user_1");

/** The personal data that users receives. */
function personalData(s: Shop, userId: string) {
  return callPeer({ ...s.peer, ring: developmentRing("users", processes) }, contract.personalData, { userId });
}

/** A paid and partly refunded payment of user_1, with the card saved. */
async function bought(s: Shop): Promise<string> {
  payable(s, "chk_1", { customerId: "user_1" });
  const id = await startedId(s, "tok_ok", { viewer: customer, saveMethod: true });
  const guestTokenHash = createHash("sha256").update("the-token").digest("base64url");
  await s.capture(id, { order: { ...order, customerId: "user_1", guestTokenHash } });
  await s.refund(id);
  await s.runJobs();
  return id;
}

async function erase(s: Shop, userId: string): Promise<void> {
  s.users.publish("user.erased", { userId });
  await s.running.service.catchUp();
}

test("a person gets their payments, refunds and saved methods, and nothing of anybody else", async () => {
  const s = await shop();
  const id = await bought(s);
  payable(s, "chk_2", { customerId: "user_2" });
  await start(s, "tok_ok", { checkoutId: "chk_2", viewer: userWith("user_2"), key: "other" });
  const { sections } = await personalData(s, "user_1");
  expect(sections).toMatchObject({
    payments: [
      {
        id,
        orderNumber: "1001",
        state: "PARTIALLY_REFUNDED",
        card: "Visa ending in 4242",
        amount: "12.50",
        refunded: "5.00",
        startedAt: "2026-01-15T12:00:00.000Z",
      },
    ],
    refunds: [{ paymentId: id, amount: "5.00", currency: "EUR", state: "SUCCEEDED" }],
    savedPaymentMethods: [{ card: "Visa ending in 4242", isDefault: true }],
  });
  expect(JSON.stringify(sections)).not.toMatch(/sbx|chk_|tok_|hash/);
  expect((await personalData(s, "user_none")).sections).toEqual({ payments: [], refunds: [], savedPaymentMethods: [] });
});

test("only users may request it", async () => {
  const s = await shop();
  await expect(callPeer(s.peer, contract.personalData, { userId: "user_1" })).rejects.toThrow("403");
});

test("an erasure removes the person from payments, saved methods and messages, here and at the provider; the ledger stays", async () => {
  const s = await shop();
  await bought(s);
  const booked = await s.rows("SELECT * FROM ledger_entries");
  await erase(s, "user_1");
  await s.runJobs();
  expect(await s.rows("SELECT customer_id, card, captured_minor, refunded_minor, state FROM payments")).toEqual([
    { customer_id: null, card: null, captured_minor: 1_250, refunded_minor: 500, state: "PARTIALLY_REFUNDED" },
  ]);
  expect(await s.rows("SELECT id FROM saved_methods")).toEqual([]);
  expect(await s.sandboxRows("SELECT ref FROM sandbox_methods WHERE removed_at IS NULL")).toEqual([]);
  expect(await s.rows("SELECT DISTINCT payload FROM webhook_inbox")).toEqual([{ payload: "" }]);
  expect(await s.rows("SELECT reason FROM refunds")).toEqual([{ reason: "Removed when the customer was erased." }]);
  expect(await s.rows("SELECT * FROM ledger_entries")).toEqual(booked);
  expect((await personalData(s, "user_1")).sections.payments).toEqual([]);
  for (const table of ["payments", "saved_methods", "webhook_inbox", "payment_events"])
    expect(JSON.stringify(await s.rows(`SELECT * FROM ${table}`))).not.toMatch(/user_1|4242/);
});

test("the payer of a checkout without an account is erased by its id, and the ledger stays", async () => {
  const s = await shop();
  payable(s, "chk_1");
  payable(s, "chk_2");
  const id = await startedId(s, "tok_ok");
  await s.capture(id, { order });
  await s.refund(id);
  await start(s, "tok_ok", { checkoutId: "chk_2", key: "other" });
  const booked = await s.rows("SELECT * FROM ledger_entries");
  for (let round = 0; round < 2; round += 1)
    expect(await callPeer(s.peer, contract.erasePayers, { checkoutIds: ["chk_1", "chk_none"] })).toEqual({
      erased: true,
    });
  expect(await s.rows("SELECT card IS NULL AS gone, captured_minor FROM payments ORDER BY checkout_id")).toEqual([
    { gone: 1, captured_minor: 1_250 },
    { gone: 0, captured_minor: 0 },
  ]);
  expect(await s.rows("SELECT reason FROM refunds")).toEqual([{ reason: "Removed when the customer was erased." }]);
  expect(await s.rows("SELECT * FROM ledger_entries")).toEqual(booked);
  const text = `query ($id: ID!) { payment(id: $id) { id } }`;
  expect((await s.query(text, { id }, { guest: ["chk_1"] })).data?.payment).toBeNull();
});

test("for checkouts that are deleted only payers without an account are erased, and saved methods stay", async () => {
  const s = await shop();
  await bought(s);
  payable(s, "chk_2");
  await start(s, "tok_declined", { checkoutId: "chk_2", key: "other" });
  await callPeer(s.peer, contract.erasePayers, { checkoutIds: ["chk_1", "chk_2"], guestsOnly: true });
  await s.runJobs();
  expect(await s.rows("SELECT customer_id, erased_at IS NULL AS kept FROM payments ORDER BY checkout_id")).toEqual([
    { customer_id: "user_1", kept: 1 },
    { customer_id: null, kept: 0 },
  ]);
  expect(await s.rows("SELECT state FROM saved_methods")).toEqual([{ state: "kept" }]);
});

test("a payment and a card that arrived after their person's erasure are erased when orders names their checkouts", async () => {
  const s = await shop();
  await erase(s, "user_1");
  await bought(s);
  expect(await s.rows("SELECT state FROM saved_methods")).toEqual([{ state: "kept" }]);
  await callPeer(s.peer, contract.erasePayers, { checkoutIds: ["chk_1"] });
  await s.runJobs();
  expect(await s.rows("SELECT customer_id, card FROM payments")).toEqual([{ customer_id: null, card: null }]);
  expect(await s.rows("SELECT id FROM saved_methods")).toEqual([]);
});

test("an erasure affects no other person, and its repetition changes nothing", async () => {
  const s = await shop();
  await bought(s);
  await erase(s, "user_2");
  expect(await s.rows("SELECT customer_id FROM payments")).toEqual([{ customer_id: "user_1" }]);
  expect(await s.rows("SELECT state FROM saved_methods")).toEqual([{ state: "kept" }]);
  await erase(s, "user_1");
  const after = await s.rows("SELECT * FROM payments");
  await erase(s, "user_1");
  expect(await s.rows("SELECT * FROM payments")).toEqual(after);
});

test("while the provider is down the method is unusable at once, and removed there later", async () => {
  const s = await shop();
  await bought(s);
  const mend = overrideProvider(s, () => ({ removeMethod: noResponse }));
  await erase(s, "user_1");
  await s.runJobs();
  expect(await s.rows("SELECT customer_id, card, state FROM saved_methods")).toEqual([
    { customer_id: null, card: null, state: "removing" },
  ]);
  mend();
  await s.runJobs();
  expect(await s.rows("SELECT id FROM saved_methods")).toEqual([]);
});

test("reports after the erasure restore neither name, card nor method", async () => {
  const s = await shop();
  payable(s, "chk_1", { customerId: "user_1" });
  const id = await startedId(s, "tok_processing", { viewer: customer, saveMethod: true });
  await erase(s, "user_1");
  await s.runtime.advance(5_000);
  await s.runJobs();
  await s.capture(id, { order: { ...order, customerId: "user_1" } });
  await s.runJobs();
  expect(await s.rows("SELECT customer_id, card, state FROM payments")).toEqual([
    { customer_id: null, card: null, state: "CAPTURED" },
  ]);
  expect(await s.rows("SELECT id FROM saved_methods")).toEqual([]);
  expect(await s.sandboxRows("SELECT removed_at IS NULL AS live FROM sandbox_methods")).toEqual([{ live: 0 }]);
});

test("the payment of an erased person has no owner: neither its checkout's id nor its order's token shows it", async () => {
  const s = await shop();
  const id = await bought(s);
  await erase(s, "user_1");
  const text = `query ($id: ID!) { payment(id: $id) { id } }`;
  for (const input of [{}, { viewer: customer }, { guest: ["chk_1"] }, { guest: ["the-token"] }])
    expect((await s.query(text, { id }, input)).data?.payment).toBeNull();
  expect(await confirm(s, id)).toMatchObject({ __typename: "NotFoundError" });
});
