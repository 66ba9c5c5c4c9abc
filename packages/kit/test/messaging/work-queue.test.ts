/** Work queues: claims exclude other processes, failures back off with jitter, and the attempt limit is one alarm or a dead letter. */
import { eq, isNull } from "drizzle-orm";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { expect, test } from "vitest";
import { nextAttemptAt, pauseAfter, processDueTasks, workColumns, workQueue } from "../../src/messaging/work-queue.ts";
import { CodedError } from "../../src/runtime/errors.ts";
import { createLog } from "../../src/runtime/log.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import type { Store, Tx } from "../../src/store/store.ts";
import { currentTraceparent } from "../../src/tracing/spans.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { openTins } from "../support/tins.ts";
import { recordTraces } from "../support/traces.ts";

const noon = Date.UTC(2026, 0, 15, 12);
const minute = 60_000;
const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const policy = { minPauseMs: 1_000, maxPauseMs: 8_000, maxAttempts: 5, stalledPauseMs: 5 * minute };

const deliveries = sqliteTable("deliveries", {
  id: text("id").primaryKey(),
  ...workColumns,
  doneAt: integer("done_at"),
});
type Delivery = typeof deliveries.$inferSelect;

const queue = workQueue(deliveries, { name: "delivery", policy, isOpen: isNull(deliveries.doneAt) });

/** A store with these deliveries, due now, and a worker that attempts them with `attempt`. */
async function setUp(...ids: string[]) {
  const runtime = manualRuntime(noon);
  const store = await openTins(runtime);
  const lines: Record<string, unknown>[] = [];
  const log = createLog("test", "trace", { lines: { write: (line) => void lines.push(JSON.parse(line)) } });
  const deps = { store, runtime, log, metrics: createMetrics() };
  await store.write("insert", async (tx) => {
    for (const id of ids)
      await tx.insert(deliveries).values({ id, dueAt: store.now(), attempts: 0, traceparent, doneAt: null });
  });
  const handler = {
    component: "delivery",
    alarm: { name: "export_stalled", subjectOf: ({ id }: Delivery) => id } as const,
    claimMs: 10_000,
    describe: ({ id }: Delivery) => ({ id }),
  };
  type More = { atOnce?: number; giveUp?: (tx: Tx, task: Delivery) => Promise<unknown> };
  const work = (attempt: (task: Delivery) => Promise<unknown>, more: More = {}) =>
    processDueTasks(deps, queue, { ...handler, ...more, attempt: async (task) => void (await attempt(task)) });
  return {
    runtime,
    store,
    lines,
    work,
    rows: () => store.read((db) => db.select().from(deliveries).orderBy(deliveries.id)),
  };
}

test("an attempt is a part of the trace that the task was stored with", async () => {
  const { work } = await setUp("a");
  recordTraces(0);
  const seen: (string | undefined)[] = [];
  await work(async () => void seen.push(currentTraceparent()?.slice(0, 36)));
  expect(seen).toEqual([traceparent.slice(0, 36)]);
});

test("a handler of several attempts at once has no more of them, and one that fails does not stop the others", async () => {
  const { store, work, rows } = await setUp("a", "b", "c", "d", "e");
  let running = 0;
  let most = 0;
  const attempt = async (task: Delivery) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    if (task.id === "b") throw new Error("refused");
    await complete(store, task);
  };
  await work(attempt, { atOnce: 2 });
  expect(most).toBe(2);
  expect((await rows()).map(({ doneAt }) => doneAt)).toEqual([noon, null, noon, noon, noon]);
});

const complete = (store: Store, { id }: Delivery) =>
  store.write("complete", (tx) => tx.update(deliveries).set({ doneAt: store.now() }).where(eq(deliveries.id, id)));

const fail = () => Promise.reject(new Error("refused"));

test("each due task is attempted once and completed, and one that is not due waits", async () => {
  const { store, work, rows } = await setUp("a", "b", "c");
  await store.write("later", (tx) =>
    tx
      .update(deliveries)
      .set({ dueAt: noon + minute })
      .where(eq(deliveries.id, "c")),
  );
  const attempted: string[] = [];
  for (let run = 0; run < 2; run += 1)
    await work(async (task) => {
      attempted.push(task.id);
      await complete(store, task);
    });
  expect(attempted).toEqual(["a", "b"]);
  expect((await rows()).map(({ doneAt }) => doneAt)).toEqual([noon, noon, null]);
});

test("concurrent workers attempt a task once, and after the end of an unfinished claim it is attempted again", async () => {
  const { runtime, work } = await setUp("a");
  let attempted = 0;
  const abandon = async () => {
    attempted += 1;
  };
  await Promise.all([work(abandon), work(abandon)]);
  expect(attempted).toBe(1);
  await runtime.advance(9_999);
  await work(abandon);
  expect(attempted).toBe(1);
  await runtime.advance(1);
  await work(abandon);
  expect(attempted).toBe(2);
});

test("a failed attempt is counted and repeated after the back-off", async () => {
  const { runtime, work, rows } = await setUp("a");
  await work(fail);
  const [first] = await rows();
  expect(first).toMatchObject({ attempts: 1 });
  const pauseMs = (first?.dueAt ?? 0) - noon;
  expect(pauseMs).toBeGreaterThanOrEqual(750);
  expect(pauseMs).toBeLessThanOrEqual(1_250);
  await work(fail);
  expect(await rows()).toMatchObject([{ attempts: 1 }]);
  await runtime.advance(pauseMs);
  await work(fail);
  expect(await rows()).toMatchObject([{ attempts: 2 }]);
});

test("a process that lost its claim does not reschedule the task", async () => {
  const { runtime, work, rows } = await setUp("a");
  let scheduled: Delivery[] = [];
  await work(async () => {
    await runtime.advance(10_000);
    await work(fail);
    scheduled = await rows();
    throw new Error("suspended for too long");
  });
  expect(scheduled).toMatchObject([{ attempts: 1 }]);
  expect(await rows()).toEqual(scheduled);
});

test("at the attempt limit one alarm is raised, and attempts continue with longer pauses", async () => {
  const { runtime, lines, work, rows } = await setUp("a");
  for (let attempt = 0; attempt < 8; attempt += 1) {
    await runtime.advance(7 * minute);
    await work(fail);
  }
  const alarms = lines.filter(({ level }) => level === 60);
  expect(alarms).toEqual([expect.objectContaining({ alarm: "export_stalled", id: "a", attempts: policy.maxAttempts })]);
  const [task] = await rows();
  expect(task?.attempts).toBe(8);
  expect((task?.dueAt ?? 0) - runtime.now()).toBeGreaterThanOrEqual(3.75 * minute);
});

test("a queue with dead letters ends a task in the transaction that counts its last attempt", async () => {
  const { runtime, lines, work, rows } = await setUp("a");
  const giveUp = (tx: Tx, { id }: Delivery) => tx.update(deliveries).set({ doneAt: -1 }).where(eq(deliveries.id, id));
  for (let attempt = 0; attempt < 8; attempt += 1) {
    await runtime.advance(7 * minute);
    await work(fail, { giveUp });
  }
  expect(await rows()).toMatchObject([{ attempts: policy.maxAttempts, doneAt: -1 }]);
  expect(lines.filter(({ alarm }) => alarm === "export_stalled")).toHaveLength(1);
});

test("a failing task does not stop the others", async () => {
  const { store, work, rows } = await setUp("a", "b");
  await work((task) => (task.id === "a" ? fail() : complete(store, task)));
  expect(await rows()).toMatchObject([{ attempts: 1, doneAt: null }, { doneAt: noon }]);
});

test("a store that cannot be written is no failure of the task", async () => {
  const { work, rows } = await setUp("a");
  const refuse = () => Promise.reject(new CodedError("STORE_UNAVAILABLE", "Ask again."));
  await expect(work(refuse)).rejects.toThrow("Ask again.");
  expect(await rows()).toMatchObject([{ attempts: 0 }]);
});

test("a stopped worker attempts no further task", async () => {
  const { store, rows } = await setUp("a");
  const deps = { store, runtime: systemRuntime, log: createLog("test", "silent"), metrics: createMetrics() };
  const handler = { component: "delivery", claimMs: 1, describe: () => ({}), attempt: fail };
  await processDueTasks(deps, queue, handler, AbortSignal.abort());
  expect(await rows()).toMatchObject([{ attempts: 0, dueAt: noon }]);
});

test.each([
  [1, 1_000],
  [2, 2_000],
  [3, 4_000],
  [4, 8_000],
  [9, 8_000],
  [2_000, 8_000],
])("the pause after attempt %i is %i ms, give or take a quarter", (attempts, pauseMs) => {
  const always = (random: number) => pauseAfter({ ...systemRuntime, random: () => random }, policy, attempts);
  expect([always(0), always(0.5)]).toEqual([0.75 * pauseMs, pauseMs]);
});

test("the time of the next attempt is by the store's clock, not by the wall clock", () => {
  const runtime = { ...systemRuntime, random: () => 0.5, now: () => noon + 60 * minute };
  const store = { now: () => noon };
  expect(nextAttemptAt({ store, runtime }, policy, 1)).toBe(noon + 1_000);
  expect(nextAttemptAt({ store, runtime }, policy, policy.maxAttempts)).toBe(noon + 5 * minute);
});
