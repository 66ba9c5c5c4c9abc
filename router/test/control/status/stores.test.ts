/** The judgement of stores: one of each service, all in one cluster, or a person is needed. */
import type { ProcessReport } from "@hansa/kit/server";
import { expect, test } from "vitest";
import { judgeState } from "../../../src/control/status/state.ts";
import { processText } from "../../../src/control/status/texts.ts";

const store = (engine: string, place: string, cluster: string): ProcessReport => ({
  ...{ version: "0.1.0", commit: null, node: "v24.1.0", schema: null, isReady: true, fault: null },
  ...{ integrity: [], alarms: [] },
  gauges: [{ name: "hansa_store_engine", value: 1, labels: { engine, place, cluster } }],
});
const asked = (name: string, report: ProcessReport | undefined, address = "127.0.0.1:1") => ({
  ...{ name, address, report },
  answers: report !== undefined,
});

function judged(processes: readonly ReturnType<typeof asked>[]) {
  const state = judgeState({ takenAt: Date.UTC(2026, 10, 25, 12), production: false }, processes);
  return { ...state, what: state.needsPerson.map(({ what }) => what) };
}

const inCluster = (cluster: string, host = "db.example") =>
  store("PostgreSQL 15.18", `postgres://${host}/shop, schema public`, cluster);
const inFile = (place = "/data/store.db") => store("SQLite 3.50.4", place, "");

test("stores in different clusters, or partly in files, need a person; one cluster does not, whatever the router has", () => {
  expect(
    judged([asked("orders", inCluster("one")), asked("payments", inCluster("one")), asked("router", inFile())]).what,
  ).toEqual([]);
  expect(judged([asked("orders", inFile()), asked("payments", inFile("/data/other.db"))]).what).toEqual([]);
  for (const other of [inCluster("two"), inFile()]) {
    const state = judged([asked("orders", inCluster("one")), asked("payments", other)]);
    expect(state.what).toEqual([
      expect.stringMatching(/^stores are not in one cluster: orders on PostgreSQL 15\.18, postgres:.*; payments on /),
    ]);
    expect(state.processes.map((each) => processText(each))[0]).toMatch(
      /store on PostgreSQL 15\.18, postgres:\/\/db\.example\/shop, schema public$/,
    );
  }
});

test("a cluster that is unknown is said and compared with none; files beside such a database need a person", () => {
  const unknown = inCluster("");
  const state = judged([
    asked("orders", inCluster("one")),
    asked("users", inCluster("", "b.example")),
    asked("payments", unknown),
  ]);
  expect(state.what).toEqual([]);
  expect(state.processes.map((each) => processText(each))).toEqual([
    expect.stringMatching(/schema public$/),
    expect.stringMatching(/b\.example\/shop, schema public, cluster unknown$/),
    expect.stringMatching(/cluster unknown$/),
  ]);
  expect(judged([asked("orders", unknown), asked("payments", inFile())]).what).toEqual([
    expect.stringMatching(/^stores are not in one cluster: orders on .*, cluster unknown; payments on SQLite/),
  ]);
});

test.each([
  ["a file and a database", inFile(), inCluster("one")],
  ["two files", inFile(), inFile("/other/store.db")],
  [
    "two databases of one cluster",
    inCluster("one"),
    store("PostgreSQL 15.18", "postgres://db.example/old, schema public", "one"),
  ],
  [
    "two schemas of one database",
    inCluster("one"),
    store("PostgreSQL 15.18", "postgres://db.example/shop, schema old", "one"),
  ],
  ["two clusters of one address", inCluster("one"), inCluster("two")],
  ["two addresses of unknown clusters", inCluster(""), inCluster("", "b.example")],
])("instances of one service on different stores need a person first: %s", (_case, one, other) => {
  const [first] = judged([
    asked("orders", one, "a:1"),
    asked("orders", other, "b:1"),
    asked("users", undefined),
  ]).needsPerson;
  expect(first).toEqual({
    what: expect.stringMatching(/^orders has several stores: a:1 on \w+ .*; b:1 on \w+ /),
    action: expect.stringContaining("stop orders"),
    page: "docs/owners/postgresql.md",
  });
});

test("instances of one store need none, whichever name its server has, nor do routers, each of which has its own", () => {
  const processes = [
    asked("orders", inCluster("one"), "a:1"),
    asked("orders", inCluster("one", "10.0.0.7:5432"), "b:1"),
    asked("users", inCluster(""), "a:2"),
    asked("users", inCluster("", "db.example:5432"), "b:2"),
    asked("router", inFile(), "a:3"),
    asked("router", inFile("/other/store.db"), "b:3"),
  ];
  expect(judged(processes).what).toEqual([]);
});
