/** The judgement of reports: what needs a person, which of several instances counts, and the state in words. */
import type { ProcessReport, ReportedGauge } from "@hansa/kit/server";
import { expect, test } from "vitest";
import { type AskedProcess, judgeState } from "../../../src/control/status/state.ts";
import { figureText, processText, ruleLines } from "../../../src/control/status/texts.ts";

const takenAt = Date.UTC(2026, 10, 25, 12);
const secondsAgo = (seconds: number) => takenAt / 1_000 - seconds;
const gauge = (name: string, value: number, labels: ReportedGauge["labels"] = {}) => ({ name, labels, value });

function reported(gauges: readonly ReportedGauge[], more: Partial<ProcessReport> = {}): ProcessReport {
  const versions = { version: "0.1.0", commit: null, node: "v24.1.0", schema: "abc", isReady: true, fault: null };
  return { ...versions, gauges: [...gauges], integrity: [], alarms: [], ...more };
}

function asked(name: string, report: ProcessReport | undefined, address = "127.0.0.1:1"): AskedProcess {
  return { name, address, answers: report !== undefined, report };
}

function judged(processes: readonly AskedProcess[], production = false) {
  const state = judgeState({ takenAt, production }, processes);
  return { ...state, what: state.needsPerson.map(({ what }) => what) };
}

const time = (at: number, beyond: number) => ({ fine: secondsAgo(at), beyond: secondsAgo(beyond), labels: {} });
const count = (fine: number, beyond: number, labels: ReportedGauge["labels"] = {}) => ({ fine, beyond, labels });

test.each([
  ["hansa_oldest_saga_timestamp_seconds", time(600, 601), "oldest unfinished placement of an order: 10 min 1 s"],
  ["hansa_oldest_hold_timestamp_seconds", time(86_400, 86_401), "oldest order on hold: 1 d"],
  [
    "hansa_oldest_unconfirmed_withdrawal_timestamp_seconds",
    time(259_200, 259_201),
    "oldest unconfirmed withdrawal: 3 d",
  ],
  ["hansa_consumer_dead_letters", count(0, 1, { consumer: "users" }), "dead letters of users: 1"],
  ["hansa_leader", count(1, 0), "leader: no"],
  [
    "hansa_instance_breaker_open",
    count(0, 1, { service: "users", address: "a:1" }),
    "breaker towards users at a:1: yes",
  ],
  ["hansa_mail_late_ratio", count(0.4, 0.6), "last e-mails that have waited for over an hour: 60 %"],
  ["hansa_mail_refused_ratio", count(0.5, 0.75), "last e-mails whose recipient was refused: 75 %"],
  ["hansa_last_backup_timestamp_seconds", time(93_600, 93_601), "last backup: 1 d 2 h ago"],
  ["hansa_last_reconciliation_mismatches", count(0, 2), "mismatches of the last reconciliation: 2"],
  [
    "hansa_key_made_timestamp_seconds",
    { ...time(31_536_000, 31_536_001), labels: { kind: "pair" } },
    "pair key: 365 d",
  ],
])("%s is fine at its limit, and needs a person beyond it", (metric, { labels, fine, beyond }, text) => {
  expect(judged([asked("orders", reported([gauge(metric, fine, labels)]))]).what).toEqual([]);
  expect(judged([asked("orders", reported([gauge(metric, beyond, labels)]))]).what).toEqual([
    expect.stringContaining(`orders: ${text}`),
  ]);
});

test("of several instances the oldest work, the newest backup and the one leader count", () => {
  const first = [gauge("hansa_leader", 0), gauge("hansa_last_backup_timestamp_seconds", secondsAgo(900_000))];
  const second = [gauge("hansa_leader", 1), gauge("hansa_last_backup_timestamp_seconds", secondsAgo(60))];
  const mail = (seconds: number) => gauge("hansa_mail_oldest_unsent_timestamp_seconds", secondsAgo(seconds));
  const state = judged([
    asked("orders", reported([...first, mail(10)]), "a:1"),
    asked("orders", reported([...second, mail(20)]), "b:1"),
  ]);
  expect(state.what).toEqual([]);
  expect(state.figures.map((figure) => figureText(figure, takenAt))).toEqual([
    "leader: yes",
    "oldest unsent e-mail: 20 s",
    "last backup: 1 min ago",
  ]);
  expect(state.processes.map(({ report }) => report?.isLeader)).toEqual([false, true]);
});

test("refused messages of a provider need a person only if no instance accepted one", () => {
  const refused = (value: number) => gauge("hansa_webhooks_only_refused", value, { provider: "stripe" });
  const needs = (...values: (number | undefined)[]) =>
    judged(values.map((value) => asked("payments", reported(value === undefined ? [] : [refused(value)])))).what;
  expect(needs(0, 1)).toEqual([]);
  expect(needs(1, 0)).toEqual([]);
  expect(needs(undefined, 0)).toEqual([]);
  expect(needs(undefined, 3)).toEqual(["payments: messages of stripe refused, none accepted: 3"]);
  expect(needs(5, 3)).toEqual(["payments: messages of stripe refused, none accepted: 3"]);
});

test("in production a missing backup and reconciliation need a person, unless the process is out", () => {
  const shop = [asked("payments", reported([])), asked("router", reported([]))];
  expect(judged(shop).what).toEqual([]);
  expect(judged(shop, true).what).toEqual(["payments: last reconciliation: none", "router: last backup: none"]);
  expect(judged([asked("payments", undefined), asked("router", reported([]))], true).what).toEqual([
    "payments at 127.0.0.1:1 does not answer",
    "router: last backup: none",
  ]);
});

test("a process that is out or not ready needs a person; if all are out it is one line", () => {
  const half = judged([asked("users", undefined), asked("orders", reported([], { isReady: false }))]);
  expect(half.what).toEqual(["users at 127.0.0.1:1 does not answer", "orders at 127.0.0.1:1 is not ready"]);
  expect(half.processes.map(processText)).toEqual([
    "does not answer",
    "not ready, version 0.1.0, Node 24.1.0, schema abc",
  ]);
  expect(judged([asked("users", undefined), asked("orders", undefined)]).what).toEqual([
    "no process of the shop answers",
  ]);
});

test("a broken rule needs a person; rules that are still being checked are said to be", () => {
  const integrity = [
    { rule: "each tin has a lid", broken: 0 },
    { rule: "no tin is open", broken: 2 },
  ];
  const state = judged([
    asked("orders", reported([], { integrity: null }), "a:1"),
    asked("orders", reported([], { integrity }), "b:1"),
    asked("users", reported([], { integrity: null })),
  ]);
  expect(state.needsPerson).toEqual([
    {
      what: "orders: 2 rows against the rule: no tin is open",
      action: "npm run hansa -- audit",
      page: "docs/owners/audit.md",
    },
  ]);
  expect(ruleLines(state)).toEqual([
    { process: "orders", text: "2 rules, 1 broken" },
    { process: "users", text: "still being checked: ask again" },
  ]);
});

const openAlarm = (name: string, id: string, firstAt: number) => ({ id, name, firstAt, lastAt: firstAt, count: 1 });

test("open alarms have one line for each name, of all instances together, with the ids that a person may close", () => {
  const disputed = [
    openAlarm("alarm_disputed", "alm_1", takenAt - 60_000),
    openAlarm("alarm_disputed", "alm_2", takenAt),
  ];
  const one = reported([], { alarms: disputed });
  const { needsPerson, alarms } = judged([asked("payments", one), asked("payments", one, "127.0.0.1:2")]);
  expect(needsPerson).toEqual([
    {
      what: "payments: alarm alarm_disputed, 2 times, open for 1 min",
      action: "answer the bank; then npm run hansa -- status --close alm_1 alm_2",
      page: "docs/owners/checkout.md#alarms",
    },
  ]);
  expect(alarms.map(({ process, id }) => [process, id])).toEqual([
    ["payments", "alm_1"],
    ["payments", "alm_2"],
  ]);
});

test("a figure that an open alarm of the process shows has no line of its own, and one of another process has", () => {
  const hold = gauge("hansa_oldest_hold_timestamp_seconds", secondsAgo(90_000));
  const held = openAlarm("order_held", "alm_1", takenAt - 90_000_000);
  expect(judged([asked("orders", reported([hold]))]).what).toEqual(["orders: oldest order on hold: 1 d 1 h"]);
  const { needsPerson } = judged([asked("orders", reported([hold], { alarms: [held] }))]);
  expect(needsPerson.map(({ what }) => what)).toEqual(["orders: alarm order_held, open for 1 d 1 h"]);
  expect(needsPerson[0]?.action).not.toContain("--close");
});

test("a store that cannot be written or is damaged stands before all else, and an alarm of another version has a line", () => {
  const full = reported([gauge("hansa_leader", 0), gauge("hansa_store_fault", 1, { work: "write", cause: "disk" })]);
  const broken = reported([], {
    alarms: [openAlarm("from_the_future", "alm_1", takenAt), openAlarm("store_damaged", "alm_2", takenAt)],
  });
  expect(judged([asked("orders", full), asked("users", undefined), asked("payments", broken)]).what).toEqual([
    "orders: cannot write its store, disk: yes",
    "payments: alarm store_damaged, open for 0 s",
    "users at 127.0.0.1:1 does not answer",
    "orders: leader: no",
    "payments: alarm from_the_future, open for 0 s",
  ]);
});

test("the action of a lock names the session that holds it", () => {
  const held = { work: "write", cause: "lock", session: "psql, pid 4711" };
  const { needsPerson } = judged([asked("orders", reported([gauge("hansa_store_fault", 1, held)]))]);
  expect(needsPerson.map(({ action }) => action)).toEqual(["end the program that holds the lock: psql, pid 4711"]);
});

test("of two instances the one that cannot read its store counts, and bytes, shares and seconds are shown as such", () => {
  const gauges = (free: number, ...faults: ReportedGauge[]) => [
    ...faults,
    gauge("hansa_data_free_bytes", free),
    gauge("hansa_descriptors_used_ratio", 0.812),
    gauge("hansa_clock_offset_seconds", 86_400),
  ];
  const processes = [
    gauges(2e9),
    gauges(4e8, gauge("hansa_store_fault", 1, { work: "read", cause: "connections" })),
  ].map((each, index) => asked("orders", reported(each), `127.0.0.1:${index}`));
  expect(judged(processes).what).toEqual([
    "orders: cannot read its store, connections: yes",
    "orders: free on the disk of the store: 0.4 GB",
    "orders: file descriptors used: 81.2 %",
    "orders: clock of the machine was set by: 1 d",
  ]);
});
