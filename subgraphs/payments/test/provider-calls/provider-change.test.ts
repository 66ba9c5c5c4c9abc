/** Change of the provider: the former one takes no new payments, continues its own, and is waited for while it is missing. */
import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { asBank, replaceProviders } from "../support/provider-overrides.ts";
import { confirm, payable, type Shop, shop, start, startedId } from "../support/shop.ts";

const viewer = userWith("user_1");
const path = ["input", "savedMethodId"];

/** Pays with a card and saves it; returns the id of the saved method. */
async function keep(s: Shop, checkoutId: string): Promise<string> {
  payable(s, checkoutId, { customerId: "user_1" });
  await start(s, "tok_ok", { checkoutId, key: checkoutId, viewer, saveMethod: true });
  await s.runtime.advance(1);
  const [row] = await s.rows("SELECT id FROM saved_methods ORDER BY created_at DESC LIMIT 1");
  return String(Object(row).id);
}

async function listed(s: Shop): Promise<unknown> {
  const text = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on User { savedPaymentMethods { id isDefault } } } }`;
  const { data } = await s.query(text, { refs: [{ __typename: "User", id: "user_1" }] }, { viewer });
  return Object(data?._entities)[0]?.savedPaymentMethods;
}

async function shownByKey(s: Shop, id: string): Promise<unknown> {
  const text = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on SavedPaymentMethod { id } } }`;
  return (await s.query(text, { refs: [{ __typename: "SavedPaymentMethod", id }] }, { viewer })).data?._entities;
}

async function setDefault(s: Shop, id: string): Promise<unknown> {
  const text = `mutation { savedMethodSetDefault(input: { id: "${id}" }) { __typename } }`;
  return (await s.query(text, {}, { viewer })).data?.savedMethodSetDefault;
}

async function remove(s: Shop, id: string): Promise<unknown> {
  const text = `mutation { savedMethodRemove(input: { id: "${id}" }) { __typename } }`;
  return (await s.query(text, {}, { viewer })).data?.savedMethodRemove;
}

function payWith(s: Shop, savedMethodId: string, checkoutId: string) {
  payable(s, checkoutId, { customerId: "user_1" });
  return start(s, null, { checkoutId, methodCode: null, savedMethodId, viewer, key: checkoutId });
}

test.each([
  ["continues its own payments", (own: Parameters<typeof asBank>[0]) => [...asBank(own), ...own]],
  ["is not there any more", asBank],
])("a card saved at a provider that only %s is not listed, not found, and pays nothing", async (_how, choose) => {
  const s = await shop();
  const tried = await keep(s, "chk_1");
  const goBack = replaceProviders(s, choose);
  expect(await payWith(s, tried, "chk_2")).toMatchObject({ __typename: "NotFoundError", path });
  expect(await s.rows("SELECT id FROM payments WHERE checkout_id = 'chk_2'")).toEqual([]);
  expect(await listed(s)).toEqual([]);
  expect(await shownByKey(s, tried)).toEqual([null]);
  expect(await setDefault(s, tried)).toEqual({ __typename: "NotFoundError" });
  goBack();
  expect(await payWith(s, tried, "chk_3")).toMatchObject({ payment: { state: "AUTHORIZED" } });
});

test("the first card that pays now is the default, and the next after it, regardless of cards saved before", async () => {
  const s = await shop();
  const tried = await keep(s, "chk_1");
  replaceProviders(s, (own) => [...asBank(own), ...own]);
  const first = await keep(s, "chk_2");
  expect(await listed(s)).toEqual([{ id: first, isDefault: true }]);
  const second = await keep(s, "chk_3");
  expect(await remove(s, first)).toMatchObject({ __typename: "SavedMethodRemoved" });
  expect(await listed(s)).toEqual([{ id: second, isDefault: true }]);
  expect(await remove(s, tried)).toMatchObject({ __typename: "SavedMethodRemoved" });
  expect(await listed(s)).toEqual([{ id: second, isDefault: true }]);
});

test("payments of the former provider are confirmed, captured and refunded there", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_second_step");
  replaceProviders(s, (own) => [...asBank(own), ...own]);
  expect(await confirm(s, id, { paymentToken: "tok_second_step_ok" })).toMatchObject({
    payment: { state: "AUTHORIZED" },
  });
  expect(await s.capture(id)).toMatchObject({ outcome: "captured" });
  expect(await s.refund(id)).toEqual({ outcome: "succeeded" });
});
