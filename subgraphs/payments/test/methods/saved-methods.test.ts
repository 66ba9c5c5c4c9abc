/** Saved payment methods: stored after success, used instead of a token, private to their owner, and gone when removed. */
import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { noResponse, overrideProvider } from "../support/provider-overrides.ts";
import { confirm, finance, payable, type Shop, shop, start, startedId } from "../support/shop.ts";

const customer = userWith("user_1");
const stranger = userWith("user_2");
type Viewer = NonNullable<NonNullable<Parameters<Shop["query"]>[2]>["viewer"]>;

async function methodsOf(s: Shop, viewer: Viewer, userId = "user_1"): Promise<unknown> {
  const text = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on User { savedPaymentMethods { id isDefault method { label } } } } }`;
  const { data } = await s.query(text, { refs: [{ __typename: "User", id: userId }] }, { viewer });
  return Array.isArray(data?._entities) ? data._entities[0]?.savedPaymentMethods : data;
}

/** Pays for a checkout of its own and saves the card; returns the id of the saved method. */
async function keep(s: Shop, checkoutId: string, token = "tok_ok", viewer: Viewer = customer): Promise<string> {
  payable(s, checkoutId, { customerId: viewer.kind === "user" ? viewer.id : null });
  await start(s, token, { checkoutId, key: checkoutId, viewer, saveMethod: true });
  await s.runtime.advance(1);
  const [row] = await s.rows("SELECT id FROM saved_methods ORDER BY created_at DESC LIMIT 1");
  return String(Object(row).id);
}

async function change(s: Shop, name: "SetDefault" | "Remove", id: string, viewer: Viewer): Promise<unknown> {
  const field = `savedMethod${name}`;
  const own =
    name === "SetDefault"
      ? "... on SavedMethodSetDefault { savedMethod { id isDefault } }"
      : "... on SavedMethodRemoved { id }";
  const text = `mutation ($input: SavedMethod${name}Input!) { ${field}(input: $input) { __typename ${own} ... on NotFoundError { path } } }`;
  return (await s.query(text, { input: { id } }, { viewer })).data?.[field];
}

test("a method is saved once the payment is authorised, the first as the default, and visible to its owner only", async () => {
  const s = await shop();
  const first = await keep(s, "chk_1");
  const second = await keep(s, "chk_2", "tok_refund_pending");
  expect(await methodsOf(s, customer)).toEqual([
    { id: first, isDefault: true, method: { label: "Visa ending in 4242" } },
    { id: second, isDefault: false, method: { label: "Visa ending in 7726" } },
  ]);
  expect(await methodsOf(s, stranger)).toBeNull();
  expect(await methodsOf(s, finance)).toBeNull();
  expect(await s.rows("SELECT DISTINCT customer_ref FROM saved_methods")).toHaveLength(1);
});

test("nothing is saved without a request, nor of a declined payment", async () => {
  const s = await shop();
  payable(s, "chk_1", { customerId: "user_1" });
  await start(s, "tok_declined", { viewer: customer, saveMethod: true, key: "a" });
  await start(s, "tok_ok", { viewer: customer, key: "b" });
  expect(await methodsOf(s, customer)).toEqual([]);
});

test("a method is saved after authentication, and once, however often it is reported", async () => {
  const s = await shop();
  payable(s, "chk_1", { customerId: "user_1" });
  const id = await startedId(s, "tok_second_step", { viewer: customer, saveMethod: true });
  expect(await methodsOf(s, customer)).toEqual([]);
  await confirm(s, id, { paymentToken: "tok_second_step_ok", checkoutId: null, viewer: customer });
  const [row] = await s.rows("SELECT id FROM saved_methods");
  const stored = String(Object(row).id);
  await change(s, "Remove", stored, customer);
  await s.runJobs();
  await s.capture(id);
  expect(await methodsOf(s, customer)).toEqual([]);
});

test("a saved method pays without a token, in one step", async () => {
  const s = await shop();
  const savedMethodId = await keep(s, "chk_1");
  payable(s, "chk_2", { customerId: "user_1" });
  const input = { checkoutId: "chk_2", methodCode: null, savedMethodId, viewer: customer, key: "saved" };
  expect(await start(s, null, input)).toMatchObject({ __typename: "PaymentStarted", payment: { state: "AUTHORIZED" } });
  expect(await start(s, null, input)).toMatchObject({ __typename: "PaymentStarted", replayed: true });
});

test("another person's saved method, a removed one and an unknown one are equally not found", async () => {
  const s = await shop();
  const theirs = await keep(s, "chk_1");
  const removed = await keep(s, "chk_2");
  await change(s, "Remove", removed, customer);
  payable(s, "chk_3", { customerId: "user_2" });
  payable(s, "chk_4", { customerId: "user_1" });
  for (const [savedMethodId, checkoutId, viewer] of [
    [theirs, "chk_3", stranger],
    ["spm_none", "chk_3", stranger],
    [removed, "chk_4", customer],
  ] as const) {
    const input = { checkoutId, methodCode: null, savedMethodId, viewer, key: savedMethodId };
    expect(await start(s, null, input)).toMatchObject({
      __typename: "NotFoundError",
      path: ["input", "savedMethodId"],
    });
  }
  payable(s, "chk_5");
  const input = { checkoutId: "chk_5", methodCode: null, savedMethodId: theirs, key: "guest" };
  expect(await start(s, null, input)).toMatchObject({ __typename: "NotFoundError" });
});

test("a payment takes a token or a saved method, and saving one needs an account", async () => {
  const s = await shop();
  payable(s);
  const input = { savedMethodId: "spm_1", saveMethod: true };
  expect(await start(s, "tok_ok", input)).toMatchObject({
    __typename: "ValidationError",
    problems: [
      { path: ["input", "savedMethodId"], code: "NOT_TOGETHER" },
      { path: ["input", "saveMethod"], code: "NEEDS_ACCOUNT" },
    ],
  });
  expect(await start(s, "tok_ok", { methodCode: null })).toMatchObject({ problems: [{ code: "NOT_OFFERED" }] });
  overrideProvider(s, () => ({
    methods: [{ code: "transfer", label: "Bank transfer", savable: false, script: null }],
  }));
  const viewer = customer;
  expect(await start(s, null, { methodCode: "transfer", saveMethod: true, viewer })).toMatchObject({
    problems: [{ path: ["input", "saveMethod"], code: "NOT_SAVABLE" }],
  });
});

test("the default can be chosen by its owner, and passes to the newest when it is removed", async () => {
  const s = await shop();
  const first = await keep(s, "chk_1");
  const second = await keep(s, "chk_2");
  const third = await keep(s, "chk_3");
  const nothing = { __typename: "NotFoundError", path: ["input", "id"] };
  expect(await change(s, "SetDefault", second, stranger)).toEqual(nothing);
  expect(await change(s, "SetDefault", second, customer)).toEqual({
    __typename: "SavedMethodSetDefault",
    savedMethod: { id: second, isDefault: true },
  });
  expect(await change(s, "Remove", second, stranger)).toEqual(nothing);
  expect(await change(s, "Remove", second, customer)).toEqual({ __typename: "SavedMethodRemoved", id: second });
  expect(await change(s, "Remove", second, customer)).toEqual(nothing);
  expect(await methodsOf(s, customer)).toMatchObject([
    { id: third, isDefault: true },
    { id: first, isDefault: false },
  ]);
});

test("an API client owns no saved method: its requests are refused as unknown ids", async () => {
  const s = await shop();
  const id = await keep(s, "chk_1");
  const client: Viewer = { kind: "client", id: "api_1", scopes: [] };
  const notFound = { __typename: "NotFoundError", path: ["input", "id"] };
  expect(await change(s, "SetDefault", id, client)).toEqual(notFound);
  expect(await change(s, "Remove", id, client)).toEqual(notFound);
  expect(await methodsOf(s, client)).toBeNull();
});

test("a removed method is removed at the provider too, as soon as the provider responds", async () => {
  const s = await shop();
  const id = await keep(s, "chk_1");
  const mend = overrideProvider(s, () => ({ removeMethod: noResponse }));
  expect(await change(s, "Remove", id, customer)).toMatchObject({ __typename: "SavedMethodRemoved" });
  expect(await methodsOf(s, customer)).toEqual([]);
  expect(await s.rows("SELECT state FROM saved_methods")).toEqual([{ state: "removing" }]);
  const stored = "SELECT count(*) AS n FROM sandbox_methods WHERE removed_at IS NULL";
  expect(await s.sandboxRows(stored)).toEqual([{ n: 1 }]);
  mend();
  await s.runJobs();
  expect(await s.sandboxRows(stored)).toEqual([{ n: 0 }]);
  expect(await s.rows("SELECT id FROM saved_methods")).toEqual([]);
});

test("a saved method by its key is visible to its owner alone, and a guest has none", async () => {
  const s = await shop();
  const id = await keep(s, "chk_1");
  const text = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on SavedPaymentMethod { id isDefault } } }`;
  const refs = [{ __typename: "SavedPaymentMethod", id }];
  const seen = async (viewer?: Viewer) => (await s.query(text, { refs }, viewer ? { viewer } : {})).data?._entities;
  expect(await seen(customer)).toEqual([{ id, isDefault: true }]);
  for (const viewer of [stranger, finance, undefined]) expect(await seen(viewer)).toEqual([null]);
  const mutation = `mutation { savedMethodRemove(input: { id: "${id}" }) { __typename } }`;
  expect((await s.query(mutation)).errors?.[0]?.extensions?.code).toBe("UNAUTHENTICATED");
});
