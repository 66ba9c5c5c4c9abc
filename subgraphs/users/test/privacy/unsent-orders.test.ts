/** Unsent orders prevent an erasure: the refusal names them, or they are cancelled first on request. */
import { outbox } from "@hansa/kit/store";
import { expect, test } from "vitest";
import { createAccount, login, password, readField, type Shop, shop, signIn } from "../support/shop.ts";

const ada = "ada@hansa.example";
const text = `mutation ($input: AccountEraseInput!) { accountErase(input: $input) { __typename ... on UnsentOrdersError { code message orderNumbers } } }`;

async function customer(s: Shop) {
  const { id } = await createAccount(s, { email: ada, displayName: "Ada Lovelace" });
  return { id, ...(await signIn(s, ada)) };
}

const published = async (s: Shop) =>
  (await s.service.deps.store.read((db) => db.select().from(outbox))).filter(({ type }) => type === "user.erased");

test("a person with unsent orders is told which, and nothing is erased; on request, they are cancelled first", async () => {
  const s = await shop();
  const { id, viewer } = await customer(s);
  s.peers.unsent.set(id, ["100001"]);
  s.peers.unsent.set(ada, ["packed-1"]);
  const ask = async (cancelUnsentOrders?: boolean) =>
    readField(await s.query(text, { input: { password, cancelUnsentOrders } }, viewer), "accountErase");
  for (let again = 0; again < 8; again += 1)
    expect(await ask()).toEqual({
      __typename: "UnsentOrdersError",
      code: "UNSENT_ORDERS",
      message: "Nothing was erased: the orders 100001, packed-1 still have to be sent. Wait, or cancel first.",
      orderNumbers: ["100001", "packed-1"],
    });
  expect(await ask(true)).toMatchObject({ orderNumbers: ["packed-1"] });
  expect(await published(s)).toEqual([]);
  expect(await login(s, ada)).toMatchObject({ __typename: "Session" });
  s.peers.unsent.delete(ada);
  expect(await ask(true)).toEqual({ __typename: "AccountErased" });
});

test("no account is erased while orders cannot list unsent orders", async () => {
  const s = await shop();
  const { viewer } = await customer(s);
  s.peers.unavailable.add("orders");
  expect((await s.query(text, { input: { password } }, viewer)).errors?.[0]?.extensions?.code).toBe(
    "SUBGRAPH_UNAVAILABLE",
  );
  expect(await published(s)).toEqual([]);
});
