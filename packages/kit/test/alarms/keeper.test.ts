/** Alarms: one row for each open alarm and subject, kept in memory while the store takes none, and ended by their cause or by a person. */
import { expect, test } from "vitest";
import { type AlarmCauses, openAlarmKeeper } from "../../src/alarms/keeper.ts";
import { alarmRows, maxReported, maxSubjects } from "../../src/alarms/rows.ts";
import { type Alarm, raiseAlarm } from "../../src/runtime/alarms.ts";
import { CodedError } from "../../src/runtime/errors.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { recordingLog } from "../support/log-lines.ts";
import { openTins } from "../support/tins.ts";

async function setUp(causes: AlarmCauses = {}) {
  const runtime = manualRuntime(Date.UTC(2026, 10, 26));
  const metrics = createMetrics();
  const { log, lines } = recordingLog();
  const store = await openTins(runtime);
  let isFull = false;
  let losesResponse = false;
  const keeper = openAlarmKeeper({
    runtime,
    metrics,
    causes,
    store: {
      read: store.read,
      write: async (name, change, isRefused) => {
        if (isFull) throw new Error("the disk is full");
        const result = await store.write(name, change, isRefused);
        if (losesResponse) throw new CodedError("OUTCOME_UNKNOWN", "The connection was lost during a commit.");
        return result;
      },
    },
  });
  return {
    ...{ runtime, keeper, lines, metrics, store },
    raise: (alarm: Alarm) => raiseAlarm({ log, metrics }, alarm, { orderId: alarm.subject }, "it happened"),
    fill: (full: boolean) => {
      isFull = full;
    },
    loseResponses: (isLost: boolean) => {
      losesResponse = isLost;
    },
    rows: () => store.read((db) => db.select().from(alarmRows).orderBy(alarmRows.id)),
    openNames: async () => (await keeper.findOpen()).map(({ name, count }) => `${name} ${count}`),
  };
}

const held = (subject: string) => ({ name: "order_held", subject }) as const;

test("an alarm is a line of the log and a row, with its first and last time and its count", async () => {
  const { runtime, keeper, lines, raise, rows } = await setUp();
  raise(held("ord_1"));
  await keeper.write();
  const firstAt = runtime.now();
  await runtime.advance(60_000);
  raise(held("ord_1"));
  raise(held("ord_1"));
  raise(held("ord_2"));
  await keeper.write();
  expect(lines.map((line) => JSON.parse(line))).toMatchObject(Array(4).fill({ level: 60, alarm: "order_held" }));
  expect(await rows()).toMatchObject([
    { name: "order_held", subject: "ord_1", firstAt, lastAt: firstAt + 60_000, count: 3, closedAt: null },
    { name: "order_held", subject: "ord_2", firstAt: firstAt + 60_000, count: 1 },
  ]);
});

test("a report has ids and no subjects", async () => {
  const { keeper, raise } = await setUp();
  raise(held("ord_private"));
  const [unwritten] = await keeper.findOpen();
  await keeper.write();
  const reported = await keeper.findOpen();
  expect(reported).toEqual([unwritten]);
  expect(reported).toMatchObject([{ id: expect.stringMatching(/^alm_/), name: "order_held", count: 1 }]);
  expect(JSON.stringify(reported)).not.toContain("private");
});

test("alarms that the store does not take are open all the same, and are written later with their time", async () => {
  const { runtime, fill, keeper, openNames, raise, rows } = await setUp();
  fill(true);
  raise({ name: "store_damaged" });
  await keeper.write();
  const raisedAt = runtime.now();
  expect([await openNames(), await rows()]).toEqual([["store_damaged 1"], []]);
  await runtime.advance(3_600_000);
  raise({ name: "store_damaged" });
  await keeper.write();
  fill(false);
  await keeper.write();
  await keeper.write();
  expect(await rows()).toMatchObject([{ name: "store_damaged", firstAt: raisedAt, count: 2 }]);
  expect(await openNames()).toEqual(["store_damaged 2"]);
});

test("an alarm ends with its cause, and a later one is a new alarm", async () => {
  const onHold = new Set(["ord_1", "ord_2"]);
  const { keeper, openNames, raise, rows } = await setUp({ order_held: async (_db, subject) => onHold.has(subject) });
  raise(held("ord_1"));
  raise(held("ord_2"));
  await keeper.write();
  await keeper.endPast();
  expect(await openNames()).toHaveLength(2);
  onHold.delete("ord_1");
  await keeper.endPast();
  expect((await rows()).map(({ subject, closedAt }) => [subject, closedAt !== null])).toEqual([
    ["ord_1", true],
    ["ord_2", false],
  ]);
  raise(held("ord_1"));
  await keeper.write();
  expect(await rows()).toHaveLength(3);
});

test("a person closes an alarm without a cause, once, and cannot close one that ends by its cause", async () => {
  const { keeper, raise } = await setUp({ order_held: async () => true });
  raise(held("ord_1"));
  raise({ name: "alarm_disputed", subject: "pay_1" });
  await keeper.write();
  const [byCause, byPerson] = await keeper.findOpen();
  expect(await keeper.close(byCause?.id ?? "")).toBe("causeLasts");
  expect(await keeper.close(byPerson?.id ?? "")).toBe("closed");
  expect(await keeper.close(byPerson?.id ?? "")).toBe("unknown");
  expect((await keeper.findOpen()).map(({ name }) => name)).toEqual(["order_held"]);
});

test("an alarm that is in memory only is closed too", async () => {
  const { fill, keeper, raise } = await setUp();
  raise({ name: "mail_given_up" });
  await keeper.write();
  raise({ name: "alarm_disputed", subject: "pay_1" });
  const disputed = (await keeper.findOpen()).find(({ name }) => name === "alarm_disputed");
  expect(await keeper.close(disputed?.id ?? "")).toBe("closed");
  fill(false);
  await keeper.write();
  expect((await keeper.findOpen()).map(({ name }) => name)).toEqual(["mail_given_up"]);
});

test("subjects beyond the bound share one row, reports and memory are bounded", async () => {
  const { keeper, raise, rows } = await setUp({ order_held: async () => true });
  for (let index = 0; index < maxSubjects + 5; index += 1) raise(held(`ord_${index}`));
  await keeper.write();
  const stored = await rows();
  expect(stored).toHaveLength(maxSubjects + 1);
  expect(stored.find(({ subject }) => subject === "")).toMatchObject({ count: 5 });
  expect(await keeper.findOpen()).toHaveLength(maxReported);
  for (let index = 0; index < 20_000; index += 1) raise(held(`ord_flood_${index}`));
  await keeper.write();
  expect(await rows()).toHaveLength(maxSubjects + 1);
  await keeper.endPast();
  expect((await rows()).every(({ closedAt }) => closedAt === null)).toBe(true);
});

test("the row of the subjects beyond the bound ends with the last other one", async () => {
  let lasts = true;
  const { keeper, raise, rows } = await setUp({ order_held: async () => lasts });
  for (let index = 0; index <= maxSubjects; index += 1) raise(held(`ord_${index}`));
  await keeper.write();
  lasts = false;
  await keeper.endPast();
  await keeper.endPast();
  expect((await rows()).filter(({ closedAt }) => closedAt === null)).toEqual([]);
});

test("closed alarms are deleted after 30 days", async () => {
  let isOnHold = true;
  const { runtime, keeper, raise, rows } = await setUp({ order_held: async () => isOnHold });
  raise(held("ord_1"));
  await keeper.write();
  isOnHold = false;
  await keeper.endPast();
  await runtime.advance(31 * 24 * 3_600_000);
  raise(held("ord_2"));
  await keeper.write();
  await keeper.endPast();
  expect((await rows()).map(({ subject }) => subject)).toEqual(["ord_2"]);
});

test("the gauge has one series for each name that is open, and none otherwise", async () => {
  const { keeper, metrics, raise } = await setUp();
  const series = async () =>
    [...(await metrics.registry.metrics()).matchAll(/^hansa_alarms_open\{(.*)$/gm)].map(([, found]) => found);
  expect(await series()).toEqual([]);
  raise(held("ord_1"));
  raise(held("ord_2"));
  raise({ name: "alarm_disputed", subject: "pay_1" });
  await keeper.write();
  expect(await series()).toEqual(['alarm="order_held"} 2', 'alarm="alarm_disputed"} 1']);
  const disputed = (await keeper.findOpen()).find(({ name }) => name === "alarm_disputed");
  await keeper.close(disputed?.id ?? "");
  expect(await series()).toEqual(['alarm="order_held"} 2']);
});

test("an alarm whose write may have happened is written again, also after a person has closed that row", async () => {
  const { keeper, raise, rows, loseResponses } = await setUp();
  raise(held("ord_1"));
  loseResponses(true);
  await keeper.write();
  loseResponses(false);
  const [first] = await rows();
  await keeper.close(String(first?.id));
  await keeper.write();
  expect(await rows()).toMatchObject([{ id: first?.id, closedAt: expect.any(Number) }, { closedAt: null }]);
});
