/** The targets of a chaos run: a run that misses one of them fails. */
import { expect, test } from "vitest";
import { openFaultWindows } from "../faults/fault-windows.ts";
import { openCounters } from "../load/counters.ts";
import { isReached, targetsOf } from "../outcome/targets.ts";
import { byName, replicas } from "../processes/names.ts";

const fiveMinutes = 300_000;

function ran(kills: number) {
  const each = byName(() => kills);
  return {
    data: "",
    books: "",
    journal: "",
    replicas,
    serverFaults: 0,
    counters: { ...openCounters(), started: 1_000, scarce: 330, abandoned: 120, keyed: 1_000, repeated: 250 },
    troubles: { delay: 1, cut: 1, lose: 1 },
    faultCounts: {},
    found: [],
    doubles: 3,
    locks: 5,
    jumps: 5,
    leaders: 20,
    observed: { looks: 12, blind: 0, findings: [] },
    drainMs: 1,
    open: {},
    everybodyLeft: true,
    shop: {
      kills: { ...each, provider: 0, standby: 0 },
      pauses: { ...each, orders: 10, provider: 0 },
      died: [],
      windows: openFaultWindows(),
    },
  };
}

const orders = { placed: 3_000, outcomes: {}, duringFaults: 0.9, duringDeaths: 0.5, needReview: 0 };
const banks = { disputes: { open: 0, won: 5, lost: 5 }, refundsSentBack: 5 };
const noBanks = { disputes: { open: 0, won: 0, lost: 0 }, refundsSentBack: 0 };
const missed = (...input: Parameters<typeof targetsOf>) =>
  targetsOf(...input)
    .filter((promised) => !isReached(promised))
    .map(({ what }) => what);

test("a run that did all of it has kept every promise", () => {
  expect(missed(ran(30), orders, banks, fiveMinutes)).toEqual([]);
});

test("a run that killed too few, sold too little or sold it in peace has missed that", () => {
  expect(missed(ran(19), orders, banks, fiveMinutes)).toEqual(["kills", "kills of each process"]);
  expect(missed(ran(30), { ...orders, placed: 2_999 }, banks, fiveMinutes)).toEqual(["orders"]);
  expect(missed(ran(30), { ...orders, duringFaults: 0.69 }, banks, fiveMinutes)).toEqual(["placed during faults"]);
});

test("a run in which no bank disputed anything, or sent a refund back, has missed that", () => {
  expect(missed(ran(30), orders, noBanks, fiveMinutes)).toEqual(["disputes won", "disputes lost", "refunds sent back"]);
  expect(missed(ran(30), orders, { ...banks, refundsSentBack: 4 }, fiveMinutes)).toEqual(["refunds sent back"]);
});

test("on databases no audit reads meanwhile, and the server must have been faulty", () => {
  const { observed: _, ...onFiles } = ran(30);
  const onDatabases = { ...onFiles, observed: null, databases: {} };
  expect(missed({ ...onDatabases, serverFaults: 20 }, orders, banks, fiveMinutes)).toEqual([]);
  expect(missed({ ...onDatabases, serverFaults: 19 }, orders, banks, fiveMinutes)).toEqual(["faults of the server"]);
});

test("a run that did nothing has missed everything", () => {
  const idle = { ...ran(0), counters: openCounters(), doubles: 0, locks: 0, jumps: 0, leaders: 0, observed: null };
  const unpaused = { ...idle, shop: { ...idle.shop, pauses: { ...idle.shop.pauses, orders: 0 } } };
  expect(missed(unpaused, { ...orders, placed: 0, duringFaults: 0 }, noBanks, fiveMinutes)).toHaveLength(16);
});
