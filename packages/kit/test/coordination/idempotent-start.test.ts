/** Idempotent starts: work is started once per key, and a refusal that the first request has caused is not the response of the second. */
import { expect, test } from "vitest";
import { claimKey, type RequestKey, storeResponse } from "../../src/coordination/idempotency-keys.ts";
import { startOnce } from "../../src/coordination/idempotent-start.ts";
import { refusal } from "../../src/runtime/refusals.ts";
import type { Store } from "../../src/store/store.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { addTin, namesOf, openTins } from "../support/tins.ts";

const key: RequestKey = { scope: "user_1", key: "k1", operation: "tinOrder", request: { tin: "peas" } };
const runtime = manualRuntime(Date.UTC(2026, 0, 15, 12));
const soldOut = refusal("SoldOutError", "SOLD_OUT", "The last tin is gone.");

type Attempt = { before?: () => Promise<unknown>; refusedBefore?: boolean; refusedInside?: boolean };

/** Asks to order a tin. `before` runs while the outside is asked. */
async function ask(store: Store, { before, refusedBefore = false, refusedInside = false }: Attempt = {}) {
  const notes = { replayed: false };
  const response = await startOnce({ store, runtime, notes }, { name: "order", key }, async (writeStart) => {
    await before?.();
    if (refusedBefore) return soldOut;
    return writeStart(async (tx) => {
      await addTin(tx, "peas");
      return refusedInside ? soldOut : { started: { tin: "peas" } };
    });
  });
  return { response, ...notes };
}

test("work is started once: a later request gets the earlier one, which has no response yet", async () => {
  const store = await openTins();
  expect(await ask(store)).toEqual({ response: { started: { tin: "peas" } }, replayed: false });
  const earlier = { outcome: "started", started: { tin: "peas" } };
  expect(await ask(store)).toEqual({ response: { earlier }, replayed: false });
  expect(await store.read(namesOf)).toEqual(["peas"]);
});

test.each([
  ["before the transaction", { refusedBefore: true }],
  ["in the transaction", { refusedInside: true }],
])("a refusal %s writes nothing and leaves the key free", async (_when, refused) => {
  const store = await openTins();
  expect(await ask(store, refused)).toEqual({ response: soldOut, replayed: false });
  expect(await store.read(namesOf)).toEqual([]);
  expect(await ask(store)).toMatchObject({ response: { started: { tin: "peas" } } });
});

test("two requests that ask the outside at once: the second one gets the work of the first", async () => {
  const store = await openTins();
  const second = await ask(store, { before: () => ask(store) });
  expect(second.response).toEqual({ earlier: { outcome: "started", started: { tin: "peas" } } });
  expect(await store.read(namesOf)).toEqual(["peas"]);
});

test.each([
  ["before the transaction", { refusedBefore: true }],
  ["in the transaction", { refusedInside: true }],
])(
  "a request that is refused %s, because the first one took the last, gets the first one's response",
  async (_when, refused) => {
    const store = await openTins();
    const first = () => store.write("first", (tx) => storeResponse({ runtime }, tx, key, { tin: "peas" }));
    expect(await ask(store, { before: first, ...refused })).toEqual({
      response: { earlier: { outcome: "done", response: { tin: "peas" } } },
      replayed: true,
    });
  },
);

test("a request that is refused because the first one is under way gets the first one", async () => {
  const store = await openTins();
  const first = () => store.write("first", (tx) => claimKey({ runtime }, tx, key, { tin: "peas" }));
  expect(await ask(store, { before: first, refusedBefore: true })).toEqual({
    response: { earlier: { outcome: "started", started: { tin: "peas" } } },
    replayed: false,
  });
});
