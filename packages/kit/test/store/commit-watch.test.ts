/** Commit watch: commits of this process are known at once, and those of others at the next look. */
import { expect, test } from "vitest";
import { watchCommits } from "../../src/store/engine/commit-watch.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { addTin, openTins, storeFile } from "../support/tins.ts";

test("commits are counted; rollbacks, refused writes and renewals of the leader's lease are not", async () => {
  const store = await openTins();
  await store.write("add", (tx) => addTin(tx, "peas"));
  await expect(
    store.write("fail", async () => {
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  expect(
    await store.write(
      "refuse",
      async () => "refused",
      () => true,
    ),
  ).toBe("refused");
  await store.renew("renew", async () => undefined);
  expect(store.commits()).toBe(1);
});

test("all who wait are woken by a commit of this process at once, and by one of another at the next look", async () => {
  const runtime = manualRuntime(0);
  const file = storeFile();
  const store = await openTins(runtime, file);
  const other = await openTins(runtime, file);
  const stopping = new AbortController();
  const awaitTwo = () => Promise.all([1, 2].map(() => store.awaitCommit(store.commits(), 60_000, stopping.signal)));
  const own = awaitTwo();
  await store.write("add", (tx) => addTin(tx, "peas"));
  await own;
  let isWoken = false;
  const foreign = awaitTwo().then(() => {
    isWoken = true;
  });
  await runtime.advance(1_000);
  await other.write("add", (tx) => addTin(tx, "beans"));
  await runtime.advance(249);
  expect([isWoken, store.commits()]).toEqual([false, 1]);
  await runtime.advance(1);
  await foreign;
  expect(store.commits()).toBe(2);
});

test("a wait ends at the first look after its time, and at once when the process stops", async () => {
  const runtime = manualRuntime(0);
  const store = await openTins(runtime);
  const stopping = new AbortController();
  const short = store.awaitCommit(store.commits(), 300, stopping.signal);
  await runtime.advance(500);
  await short;
  const long = store.awaitCommit(store.commits(), 60_000, stopping.signal);
  stopping.abort();
  await long;
  await store.awaitCommit(store.commits(), 60_000, stopping.signal);
});

test("a commit between the reading and the wait is not missed", async () => {
  const store = await openTins(manualRuntime(0));
  const before = store.commits();
  await store.write("add", (tx) => addTin(tx, "peas"));
  await store.awaitCommit(before, 60_000, new AbortController().signal);
  expect(store.commits()).toBe(before + 1);
});

test("the end of a wait is kept while the store is silent", async () => {
  const runtime = manualRuntime(0);
  const watch = watchCommits(runtime, () => new Promise(() => undefined), 0);
  let isOver = false;
  void watch.awaitCommit(0, 1_000, new AbortController().signal).then(() => {
    isOver = true;
  });
  await runtime.advance(999);
  expect(isOver).toBe(false);
  await runtime.advance(500);
  expect(isOver).toBe(true);
});
