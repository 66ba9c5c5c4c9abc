/** Idempotency keys: the first response is stored with its change, and keys of different scopes never collide. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  claimKey,
  dropOldKeys,
  findEarlierResponse,
  fingerprint,
  keyLifeMs,
  type RequestKey,
  releaseKey,
  storeResponse,
} from "../../src/coordination/idempotency-keys.ts";
import type { Store, Tx } from "../../src/store/store.ts";
import { addTin, namesOf, openTins } from "../support/tins.ts";

const now = Date.UTC(2026, 0, 15, 12);
const runtime = { now: () => now };
const key: RequestKey = { scope: "user_1", key: "k1", operation: "tinAdd", request: { tin: "peas", quantity: 2 } };

async function earlier(store: Store, requestKey: RequestKey) {
  const notes = { replayed: false };
  const known = await store.read((db) => findEarlierResponse({ notes }, db, requestKey));
  return { ...known, ...(notes.replayed ? { replayed: true } : {}) };
}
const claim = (requestKey: RequestKey, started: unknown) => (tx: Tx) => claimKey({ runtime }, tx, requestKey, started);
const keep = (requestKey: RequestKey, response: unknown) => (tx: Tx) =>
  storeResponse({ runtime }, tx, requestKey, response);
const release =
  (requestKey: RequestKey, notes = { replayed: false }) =>
  (tx: Tx) =>
    releaseKey({ notes }, tx, requestKey);
const reused = { outcome: "refused", refusal: { __typename: "IdempotencyKeyReusedError" } };

test("an unused key has no stored response", async () => {
  expect(await earlier(await openTins(), key)).toEqual({ outcome: "none" });
});

test("the first response is repeated and marked as replayed, for the same request with its fields in another order", async () => {
  const store = await openTins();
  await store.write("keep", keep(key, { orderId: "ord_1" }));
  expect(await earlier(store, { ...key, request: { quantity: 2, tin: "peas" } })).toEqual({
    outcome: "done",
    response: { orderId: "ord_1" },
    replayed: true,
  });
});

test.each<[string, Partial<RequestKey>]>([
  ["another value", { request: { tin: "peas", quantity: 3 } }],
  ["a field more", { request: { tin: "peas", quantity: 2, note: "x" } }],
  ["a field less", { request: { tin: "peas" } }],
  ["another type", { request: { tin: "peas", quantity: "2" } }],
  ["another mutation", { operation: "tinRemove" }],
])(
  "the same key with %s is refused, with or without a stored response, and changes nothing of the first",
  async (_what, change) => {
    const store = await openTins();
    const other = { ...key, ...change };
    const started = { outcome: "started", started: { tin: "tin_1" } };
    await store.write("claim", claim(key, started.started));
    expect(await earlier(store, other)).toMatchObject(reused);
    await expect(store.write("claim", claim(other, {}))).rejects.toThrow("stands for another request");
    await expect(store.write("keep", keep(other, {}))).rejects.toThrow("stands for another request");
    await store.write("free", release(other));
    expect(await earlier(store, key)).toEqual(started);
    await store.write("keep", keep(key, { tin: "mine" }));
    expect(await earlier(store, other)).toMatchObject(reused);
    await expect(store.write("keep", keep(other, {}))).rejects.toThrow("stands for another request");
    expect(await earlier(store, key)).toMatchObject({ outcome: "done", response: { tin: "mine" } });
  },
);

test("equal keys of different owners do not collide", async () => {
  const store = await openTins();
  await store.write("keep", keep(key, {}));
  expect(await earlier(store, { ...key, scope: "user_2" })).toEqual({ outcome: "none" });
});

test("work that was started under a key is resumed until it has a response", async () => {
  const store = await openTins();
  await store.write("claim", claim(key, { call: 1 }));
  await store.write("claim", claim(key, { call: 2 }));
  expect(await earlier(store, key)).toEqual({ outcome: "started", started: { call: 2 } });
  await store.write("keep", keep(key, { orderId: "ord_1" }));
  expect(await earlier(store, key)).toMatchObject({ outcome: "done", response: { orderId: "ord_1" } });
});

test("of two requests that finish under one key the first stores its response, and the other gets it", async () => {
  const store = await openTins();
  await store.write("claim", claim(key, {}));
  expect(await store.write("keep", keep(key, { answered: "yes" }))).toEqual({ answered: "yes" });
  expect(await store.write("keep", keep(key, { answered: "no" }))).toEqual({ answered: "yes" });
  await store.write("claim", claim(key, { late: true }));
  expect(await earlier(store, key)).toMatchObject({ outcome: "done", response: { answered: "yes" } });
});

test("a key whose started work was removed accepts any request; a key with a response never does", async () => {
  const store = await openTins();
  await store.write("claim", claim(key, {}));
  await store.write("free", release(key));
  expect(await earlier(store, { ...key, request: "another" })).toEqual({ outcome: "none" });
  await store.write("keep", keep(key, {}));
  await store.write("free", release(key));
  expect(await earlier(store, key)).toMatchObject({ outcome: "done", response: {} });
});

test("a refusal that releases its key gets the response that another request has stored under it meanwhile", async () => {
  const store = await openTins();
  const notes = { replayed: false };
  await store.write("claim", claim(key, {}));
  expect(await store.write("free", release(key, notes))).toBeUndefined();
  await store.write("keep", keep(key, { tin: "mine" }));
  expect(await store.write("free", release({ ...key, request: "another" }, notes))).toBeUndefined();
  expect(notes.replayed).toBe(false);
  expect(await store.write("free", release(key, notes))).toEqual({ outcome: "done", response: { tin: "mine" } });
  expect(notes.replayed).toBe(true);
});

test("rolling back the change frees its key", async () => {
  const store = await openTins();
  const failing = store.write("add", async (tx) => {
    await addTin(tx, "peas");
    await storeResponse({ runtime }, tx, key, {});
    throw new Error("power cut");
  });
  await expect(failing).rejects.toThrow("power cut");
  expect(await earlier(store, key)).toEqual({ outcome: "none" });
  expect(await store.read(namesOf)).toEqual([]);
});

test.each(["", "  ", "x".repeat(256)])("a key has 1 to 255 characters", async (text) => {
  expect(await earlier(await openTins(), { ...key, key: text })).toMatchObject({
    outcome: "refused",
    refusal: { __typename: "ValidationError", path: ["input", "idempotencyKey"] },
  });
});

test("keys expire 7 days after their first use", async () => {
  const store = await openTins();
  const later = { runtime: { now: () => now + 1_000 } };
  await store.write("claim", claim(key, {}));
  await store.write("keep", (tx) => storeResponse(later, tx, key, {}));
  await store.write("drop", (tx) => dropOldKeys(tx, now + keyLifeMs));
  expect(await earlier(store, key)).toMatchObject({ outcome: "done" });
  await store.write("drop", (tx) => dropOldKeys(tx, now + 7 * 24 * 60 * 60 * 1_000 + 1));
  expect(await earlier(store, { ...key, request: "another" })).toEqual({ outcome: "none" });
});

test("the fingerprint of a request depends on its values, not on the order of its fields", () => {
  const json = fc.jsonValue({ maxDepth: 3 });
  fc.assert(
    fc.property(json, (value) => {
      expect(fingerprint(turned(value))).toBe(fingerprint(value));
    }),
  );
  fc.assert(
    fc.property(json, json, (one, other) => {
      fc.pre(sorted(one) !== sorted(other));
      expect(fingerprint(one)).not.toBe(fingerprint(other));
    }),
  );
});

test("absent and undefined fields give the same request, null gives another", () => {
  expect(fingerprint({ tin: "peas", note: undefined })).toBe(fingerprint({ tin: "peas" }));
  expect(fingerprint({ tin: "peas", note: null })).not.toBe(fingerprint({ tin: "peas" }));
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
