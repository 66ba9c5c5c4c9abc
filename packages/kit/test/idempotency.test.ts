/** Idempotency keys: the first answer is kept with the change it tells of, and nobody else's key is mistaken for it. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  claimKey,
  dropOldKeys,
  findEarlier,
  forgetKey,
  hashRequest,
  keepAnswer,
  keyLifeMs,
  type RequestKey,
} from "../src/idempotency.ts";
import type { Store } from "../src/store.ts";
import { addTin, namesOf, openTins } from "./tins.ts";

const now = Date.UTC(2026, 0, 15, 12);
const key: RequestKey = { scope: "user_1", key: "k1", operation: "tinAdd", request: { tin: "peas", quantity: 2 } };

function earlier(store: Store, asked: RequestKey, at = now) {
  return store.read((db) => findEarlier(db, asked, at));
}

test("a key that nobody used has no earlier answer", async () => {
  expect(await earlier(await openTins(), key)).toEqual({ outcome: "none" });
});

test("the first answer is given again, for the same request written in another order", async () => {
  const store = await openTins();
  await store.write("keep", (tx) => keepAnswer(tx, key, now, { orderId: "ord_1" }));
  expect(await earlier(store, { ...key, request: { quantity: 2, tin: "peas" } }, now + keyLifeMs)).toEqual({
    outcome: "done",
    answer: { orderId: "ord_1" },
  });
});

test.each<[string, Partial<RequestKey>]>([
  ["another value", { request: { tin: "peas", quantity: 3 } }],
  ["a field more", { request: { tin: "peas", quantity: 2, note: "x" } }],
  ["a field less", { request: { tin: "peas" } }],
  ["another type", { request: { tin: "peas", quantity: "2" } }],
  ["another mutation", { operation: "tinRemove" }],
])("the same key with %s is told apart, done or not, and leaves the first alone", async (_what, change) => {
  const store = await openTins();
  const other = { ...key, ...change };
  await store.write("claim", (tx) => claimKey(tx, key, now, now + 1_000));
  expect(await earlier(store, other)).toEqual({ outcome: "reused" });
  await store.write("keep", (tx) => keepAnswer(tx, other, now, { tin: "other" }));
  await store.write("forget", (tx) => forgetKey(tx, other));
  expect(await earlier(store, key)).toEqual({ outcome: "inProgress", retryAfterMs: 1_000 });
  await store.write("keep", (tx) => keepAnswer(tx, key, now, { tin: "mine" }));
  expect(await earlier(store, other)).toEqual({ outcome: "reused" });
  await store.write("keep", (tx) => keepAnswer(tx, other, now, { tin: "other" }));
  await store.write("claim", (tx) => claimKey(tx, other, now, now + 1_000));
  expect(await earlier(store, key)).toEqual({ outcome: "done", answer: { tin: "mine" } });
});

test("somebody else's key of the same name is another key", async () => {
  const store = await openTins();
  await store.write("keep", (tx) => keepAnswer(tx, key, now, {}));
  expect(await earlier(store, { ...key, scope: "user_2" })).toEqual({ outcome: "none" });
});

test("a claimed key is in progress until its time is over, and then free to be tried again", async () => {
  const store = await openTins();
  await store.write("claim", (tx) => claimKey(tx, key, now, now + 1_000));
  expect(await earlier(store, key, now + 400)).toEqual({ outcome: "inProgress", retryAfterMs: 600 });
  expect(await earlier(store, key, now + 1_000)).toEqual({ outcome: "none" });
});

test("a claimed key that is then answered is done", async () => {
  const store = await openTins();
  await store.write("claim", (tx) => claimKey(tx, key, now, now + 1_000));
  await store.write("keep", (tx) => keepAnswer(tx, key, now + 10, { orderId: "ord_1" }));
  expect(await earlier(store, key, now + 20)).toEqual({ outcome: "done", answer: { orderId: "ord_1" } });
});

test("a refusal frees a claimed key, and never an answered one", async () => {
  const store = await openTins();
  await store.write("claim", (tx) => claimKey(tx, key, now, now + 1_000));
  await store.write("forget", (tx) => forgetKey(tx, key));
  expect(await earlier(store, { ...key, request: "another" })).toEqual({ outcome: "none" });
  await store.write("keep", (tx) => keepAnswer(tx, key, now, {}));
  await store.write("forget", (tx) => forgetKey(tx, key));
  expect(await earlier(store, key)).toEqual({ outcome: "done", answer: {} });
});

test("when the change is undone, its key is free again", async () => {
  const store = await openTins();
  const failing = store.write("add", async (tx) => {
    await addTin(tx, "peas");
    await keepAnswer(tx, key, now, {});
    throw new Error("power cut");
  });
  await expect(failing).rejects.toThrow("power cut");
  expect(await earlier(store, key)).toEqual({ outcome: "none" });
  expect(await store.read(namesOf)).toEqual([]);
});

test("keys are remembered for 7 days, and no longer", async () => {
  const store = await openTins();
  await store.write("keep", (tx) => keepAnswer(tx, key, now, {}));
  await store.write("drop", (tx) => dropOldKeys(tx, now + 7 * 24 * 60 * 60 * 1_000));
  expect(await earlier(store, key)).toMatchObject({ outcome: "done" });
  await store.write("drop", (tx) => dropOldKeys(tx, now + 7 * 24 * 60 * 60 * 1_000 + 1));
  expect(await earlier(store, key)).toEqual({ outcome: "none" });
});

test("a request's fingerprint depends on its values, and not on the order in which its fields are written", () => {
  const json = fc.jsonValue({ maxDepth: 3 });
  fc.assert(
    fc.property(json, (value) => {
      expect(hashRequest(turned(value))).toBe(hashRequest(value));
    }),
  );
  fc.assert(
    fc.property(json, json, (one, other) => {
      fc.pre(sorted(one) !== sorted(other));
      expect(hashRequest(one)).not.toBe(hashRequest(other));
    }),
  );
});

test("a field that is absent and one that is undefined are the same request, and null is another", () => {
  expect(hashRequest({ tin: "peas", note: undefined })).toBe(hashRequest({ tin: "peas" }));
  expect(hashRequest({ tin: "peas", note: null })).not.toBe(hashRequest({ tin: "peas" }));
});

/** The same value with the fields of each object written from the last to the first. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, inner]) => [name, turned(inner)]),
  );
}

/** JSON with sorted fields, by the road of JSON.stringify alone. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
