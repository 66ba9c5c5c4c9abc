/** The ready operations, cut into tabs: each stands alone, with its remark and its variables. */
import { readFileSync } from "node:fs";
import { parse } from "graphql";
import { expect, test } from "vitest";
import type { Notes } from "../src/notes.ts";
import { fillVariables, findGuestTokens, findMissingStep, findTransferredIds } from "../src/tabs/id-transfer.ts";
import { restoreTabs, saveTabs } from "../src/tabs/saved-tabs.ts";
import { tabsOf } from "../src/tabs/tabs.ts";

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
const document = read("operations.graphql");
const notes: Notes = { shop: true, accounts: [], variables: {}, identities: {} };

test("there are sixteen, each a whole operation of that name, under its own comment only", () => {
  const tabs = tabsOf(document, notes);
  expect(tabs).toHaveLength(16);
  for (const { query } of tabs) {
    expect(parse(query).definitions).toHaveLength(1);
    expect(query).toMatch(/^# /);
    expect(query).not.toContain("──");
    expect(query.match(/^# Asked by/gm)).toHaveLength(1);
  }
});

test("the purchase has five, in the order in which they are run", () => {
  expect(tabsOf(read("purchase.graphql"), notes).map(({ name }) => name.slice(0, 2))).toEqual([
    "B1",
    "B2",
    "B3",
    "B4",
    "B5",
  ]);
});

test("variables and the role belong to the operation that they are noted for", () => {
  const text = "query A { a }\n\n# Remark.\nquery B($x: Int) { b(x: $x) }";
  const noted = { ...notes, variables: { B: { x: 1 } }, identities: { B: "administrator" } };
  expect(tabsOf(text, noted)).toEqual([
    { id: "ready-A", name: "A", query: "query A { a }\n", variables: "{}", role: "GUEST" },
    {
      id: "ready-B",
      name: "B",
      query: "# Remark.\nquery B($x: Int) { b(x: $x) }\n",
      variables: '{\n  "x": 1\n}',
      role: "ADMIN",
    },
  ]);
});

test("a response of the purchase fills in the tabs that follow", () => {
  const cart = { cartCreate: { __typename: "CartSaved", cart: { id: "cart_7" } } };
  const handed = findTransferredIds("B1_FillCart", { data: cart });
  const filled = JSON.parse(fillVariables('{"input":{"cartId":"","email":"a@b.example"}}', "B2_StartCheckout", handed));
  expect(filled).toEqual({
    input: { cartId: "cart_7", email: "a@b.example", idempotencyKey: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  });
  expect(findMissingStep(filled)).toBeUndefined();
  expect(fillVariables('{"input":{}}', "B3_Address", handed)).toBe('{"input":{}}');
  expect(fillVariables("{ no JSON", "B2_StartCheckout", handed)).toBe("{ no JSON");
  expect(findTransferredIds("Q01_ProductPage", { data: cart })).toEqual([]);
});

test.each([
  [
    "a refusal",
    { data: { checkoutStart: { __typename: "OutOfStockError", message: "Some of it is gone." } } },
    "run B2 first: it was refused with OutOfStockError. Some of it is gone.",
  ],
  ["an error", { data: null, errors: [{ message: "Orders is away." }] }, "run B2 first: it failed. Orders is away."],
  ["an answer without the id", { data: { checkoutStart: {} } }, "run B2 first: its answer lacks the id."],
])("%s to B2 stands in B3 and B4 in the place of the ids, also of an earlier purchase", (_kind, answer, reason) => {
  const handed = findTransferredIds("B2_StartCheckout", answer);
  const address = JSON.parse(fillVariables('{"input":{"checkoutId":"chk_1"}}', "B3_Address", handed));
  expect(address).toEqual({ input: { checkoutId: reason } });
  expect(findMissingStep(address)).toBe(reason);
  const before = { shipping: { checkoutId: "chk_1", shippingOptionId: "ship_1" }, payment: {}, order: {} };
  const paid = JSON.parse(fillVariables(JSON.stringify(before), "B4_Pay", handed));
  expect(paid.shipping).toEqual({ checkoutId: reason, shippingOptionId: "ship_1" });
  expect([paid.payment.checkoutId, paid.order.checkoutId]).toEqual([reason, reason]);
});

test("of the three steps of B4 the first that was refused is named", () => {
  const paymentStart = { __typename: "PaymentDeclinedError", message: "The card was declined." };
  const checkoutComplete = { __typename: "PaymentRequiredError", message: "Something is left to pay." };
  const data = { checkoutUpdate: { __typename: "CheckoutSaved" }, paymentStart, checkoutComplete };
  const [first] = findTransferredIds("B4_Pay", { data });
  expect(first?.value).toBe("run B4 first: it was refused with PaymentDeclinedError. The card was declined.");
});

test("a guest presents the checkout's id and the token of the purchase, once there are any", () => {
  const tabs = (checkoutId: string, token: string | null) => [
    { name: "B3_Address", variables: JSON.stringify({ input: { checkoutId } }) },
    { name: "B5_PaidOrder", variables: JSON.stringify({ number: "1", token }) },
  ];
  expect(findGuestTokens(tabs("chk_1", "secret"))).toEqual(["chk_1", "secret"]);
  expect(findGuestTokens(tabs("run B2 first", null))).toEqual([]);
});

test("another seed renews the ready tabs, and keeps those of the user", () => {
  const entries = new Map<string, string>();
  const storage = {
    length: 0,
    clear: () => entries.clear(),
    key: () => null,
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => void entries.set(key, value),
    removeItem: (key: string) => void entries.delete(key),
  };
  const ready = tabsOf("query A { a }", notes);
  const fresh = restoreTabs(ready, storage);
  expect(fresh).toMatchObject({ tabs: ready, open: "ready-A" });
  const own = { id: "own", name: "Mine", query: "query Mine { a }", variables: "", role: "SUPPORT" };
  const edited = ready.map((tab) => ({ ...tab, variables: '{"x":2}' }));
  saveTabs({ ...fresh, tabs: [...edited, own], open: "own" }, storage);
  expect(restoreTabs(ready, storage)).toMatchObject({ tabs: [...edited, own], open: "own" });
  const reseeded = tabsOf("query A { a }", { ...notes, variables: { A: { x: 3 } } });
  expect(restoreTabs(reseeded, storage)).toMatchObject({ tabs: [...reseeded, own], open: "own" });
  storage.setItem("hansa-playground", "{ no JSON");
  expect(restoreTabs(ready, storage).tabs).toEqual(ready);
});
