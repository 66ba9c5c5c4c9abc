/** Idempotent writes: the change and its response together, or a refusal without an effect. */
import { expect, test } from "vitest";
import { z } from "zod";
import type { RequestKey } from "../../src/coordination/idempotency-keys.ts";
import { writeOnce } from "../../src/coordination/idempotent-write.ts";
import { refusal } from "../../src/runtime/refusals.ts";
import type { Store } from "../../src/store/store.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { addTin, namesOf, openTins } from "../support/tins.ts";

const key: RequestKey = { scope: "user_1", key: "k1", operation: "tinAdd", request: { tin: "peas" } };
const shape = z.object({ tin: z.string() });
const full = refusal("ShelfFullError", "SHELF_FULL", "There is no room.");

/** Asks to put a tin on the shelf; `isFull` refuses only after the tin was written. */
async function ask(store: Store, request: RequestKey = key, isFull = false) {
  const notes = { replayed: false };
  const runtime = manualRuntime(Date.UTC(2026, 0, 15, 12));
  const response = await writeOnce({ store, runtime, notes }, { name: "add", key: request, shape }, async (tx) => {
    await addTin(tx, "peas");
    return isFull ? full : { tin: "peas" };
  });
  return { response, ...notes };
}

test("the second request with the same key changes nothing and returns the first response, marked as replayed", async () => {
  const store = await openTins();
  expect(await ask(store)).toEqual({ response: { tin: "peas" }, replayed: false });
  expect(await ask(store)).toEqual({ response: { tin: "peas" }, replayed: true });
  expect(await store.read(namesOf)).toEqual(["peas"]);
});

test("two concurrent requests with the same key: one changes the store, both get its response", async () => {
  const store = await openTins();
  const responses = await Promise.all([ask(store), ask(store), ask(store)]);
  expect(responses.map(({ replayed }) => replayed).sort()).toEqual([false, true, true]);
  expect(await store.read(namesOf)).toEqual(["peas"]);
});

test("a refusal rolls back all writes before it and leaves the key free", async () => {
  const store = await openTins();
  expect(await ask(store, key, true)).toEqual({ response: full, replayed: false });
  expect(await store.read(namesOf)).toEqual([]);
  expect(await ask(store)).toMatchObject({ response: { tin: "peas" }, replayed: false });
});

test("a replay that is refused keeps its response, which a later one gets", async () => {
  const store = await openTins();
  await ask(store);
  const tooMany = refusal("RateLimitedError", "RATE_LIMITED", "Wait.");
  const repeat = (countReplay: () => Promise<typeof tooMany | undefined>) => {
    const notes = { replayed: false };
    const request = { store, runtime: manualRuntime(0), notes };
    return writeOnce(request, { name: "add", key, shape, countReplay }, async () => ({ tin: "beans" })).then(
      (response) => ({ response, ...notes }),
    );
  };
  expect(await repeat(async () => tooMany)).toEqual({ response: tooMany, replayed: false });
  expect(await repeat(async () => undefined)).toEqual({ response: { tin: "peas" }, replayed: true });
});

test("the same key with another request is refused", async () => {
  const store = await openTins();
  await ask(store);
  expect(await ask(store, { ...key, request: { tin: "beans" } })).toMatchObject({
    response: { __typename: "IdempotencyKeyReusedError" },
  });
});

test.each(["", "  ", "x".repeat(256)])("a key has 1 to 255 characters", async (text) => {
  const store = await openTins();
  expect(await ask(store, { ...key, key: text })).toMatchObject({
    response: { __typename: "ValidationError", path: ["input", "idempotencyKey"] },
  });
  expect(await store.read(namesOf)).toEqual([]);
});

test("a fault is thrown instead of stored, and nothing is written", async () => {
  const store = await openTins();
  const runtime = manualRuntime(0);
  const broken = writeOnce(
    { store, runtime, notes: { replayed: false } },
    { name: "add", key, shape },
    async (tx): Promise<{ tin: string }> => {
      await addTin(tx, "peas");
      throw new Error("it broke");
    },
  );
  await expect(broken).rejects.toThrow("it broke");
  expect(await store.read(namesOf)).toEqual([]);
});
