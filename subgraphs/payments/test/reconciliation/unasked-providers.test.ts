/** A restored shop whose providers were not asked: no money moves until a reconciliation has had every response since the backup. */
import { expect, test } from "vitest";
import { reconcileDays } from "../../src/service/reconciliation/daily-reconciliation.ts";
import { noteUnasked } from "../../src/store/reconciliation/queries.ts";
import { noResponse, overrideProvider } from "../support/provider-overrides.ts";
import { confirm, noon, payable, type Shop, shop, start, startedId } from "../support/shop.ts";

const minute = 60 * 1_000;
const day = 24 * 60 * minute;

/** Closes the payments of a shop as a restore of a backup of five days ago does. */
async function close(s: Shop): Promise<void> {
  await s.running.service.deps.store.write("close", (tx) => noteUnasked(tx, noon - 6 * day, noon));
}

/** Counts the calls that may move money. */
function countCalls(s: Shop): string[] {
  const calls: string[] = [];
  overrideProvider(s, (whole) => {
    const counted = <Name extends "start" | "confirm" | "capture" | "void" | "refund">(name: Name) => ({
      [name]: (...args: Parameters<typeof whole.capture>) => {
        calls.push(name);
        return Reflect.apply(whole[name], whole, args);
      },
    });
    return Object.assign({}, ...(["start", "confirm", "capture", "void", "refund"] as const).map(counted));
  });
  return calls;
}

test("payments, captures, voids and refunds wait, and go on after a reconciliation that had every answer", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_ok");
  await close(s);
  const calls = countCalls(s);
  payable(s, "chk_2");
  const refused = { __typename: "ProviderUnavailableError", message: expect.stringContaining("Nothing was sent") };
  expect(await start(s, "tok_ok", { checkoutId: "chk_2", key: "two" })).toMatchObject(refused);
  expect(await confirm(s, id, { paymentToken: "tok_ok" })).toMatchObject(refused);
  expect(await s.capture(id)).toMatchObject({ outcome: "unknown" });
  expect(await s.voidCheckout({})).toMatchObject({ outcome: "unknown" });
  await s.runJobs();
  expect(calls).toEqual([]);

  expect(await reconcileDays(s.running.service.deps, 1)).toMatchObject({ since: noon - 6 * day, unanswered: 0 });
  expect(await s.rows("SELECT * FROM unasked_providers")).toEqual([]);
  expect(await s.capture(id)).toMatchObject({ outcome: "captured" });
  expect(await s.refund(id)).toMatchObject({ outcome: "succeeded" });
  expect(calls).toEqual(["capture", "refund"]);
});

test("a reconciliation without every answer opens nothing", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_ok");
  await close(s);
  overrideProvider(s, () => ({ list: () => Promise.reject(new Error("no network")) }));
  expect((await reconcileDays(s.running.service.deps, 1)).unanswered).toBeGreaterThan(0);
  expect(await s.rows("SELECT since FROM unasked_providers")).toEqual([{ since: noon - 6 * day }]);
  expect(await s.capture(id)).toMatchObject({ outcome: "unknown" });
});

test("an open call of before the backup is repeated by no job, and by no repeated mutation, until the providers were asked", async () => {
  const s = await shop();
  payable(s);
  const answerAgain = overrideProvider(s, () => ({ start: noResponse, lookup: noResponse }));
  expect(await start(s, "tok_ok")).toMatchObject({ __typename: "ProviderUnavailableError" });
  answerAgain();
  await close(s);
  const calls = countCalls(s);
  await s.runtime.advance(minute);
  await s.runJobs();
  await start(s, "tok_ok");
  expect(calls).toEqual([]);

  await reconcileDays(s.running.service.deps, 1);
  await s.runtime.advance(minute);
  await s.runJobs();
  expect(calls).toEqual(["start"]);
});
