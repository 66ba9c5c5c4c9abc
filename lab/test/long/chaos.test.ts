/** A chaos run of seconds: the shop passes, and a changed word in the clients' journal is found. */
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { auditStores } from "../../../cli/audit/audit.ts";
import { buildProcesses, builtProgram } from "../../../cli/host/build/bundle.ts";
import { defaultCrowd } from "../../chaos/load/load.ts";
import type { Fault } from "../../chaos/plan/plan.ts";
import { names, sourcesOf } from "../../chaos/processes/names.ts";
import { type Ran, run } from "../../chaos/run.ts";

const port = 29_000 + (process.pid % 50) * 60;
const plan: Fault[] = [
  { kind: "provider", at: 0, faults: { lost: 0.1, duplicated: 0.2, reordered: 0.2 } },
  { kind: "kill", at: 1_500, targets: [{ name: "payments", downMs: 300 }] },
  { kind: "link", at: 2_000, link: "router > orders", forMs: 2_000, trouble: { kind: "lose", share: 0.3, mostMs: 0 } },
  { kind: "kill", at: 4_000, targets: [{ name: "orders", downMs: 500 }] },
  { kind: "provider", at: 6_000, faults: {} },
];

let ran: Ran;
beforeAll(async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-chaos-story-"));
  const build = path.join(folder, "build");
  await buildProcesses(build, sourcesOf(names));
  const crowd = { ...defaultCrowd, shoppers: 10, leavers: { never: 9, cart: 1, checkout: 0, payment: 1 } };
  ran = await run({
    replicas: [],
    ...{
      seed: 1,
      plan,
      lengthMs: 6_000,
      ordersPerSecond: 3,
      port,
      folder,
      crowd,
      longestDrainMs: 60_000,
      isObserved: false,
    },
    programOf: (name) => builtProgram(build, name),
    say: () => {},
  });
  return () => rmSync(folder, { recursive: true });
});

function audit() {
  const { data, books, journal } = ran;
  return auditStores({ data, books, journal, drained: true });
}

function brokenNow(): string[] {
  return audit().verdicts.flatMap(({ id, verdict }) => (verdict === "broken" ? [id] : []));
}

test("killed, cut off and misled, the shop comes to rest, and nothing is lost, oversold or charged twice", () => {
  expect(ran.open).toEqual({});
  expect(ran.drainMs).not.toBeNull();
  expect(ran.everybodyLeft).toBe(true);
  expect(ran.shop.died).toEqual([]);
  expect(ran.shop.kills).toMatchObject({ payments: 1, orders: 1 });
  expect(audit()).toMatchObject({ isClean: true });
  expect(audit().orders).toBeGreaterThan(3);
});

test("an order that a client was shown and the shop does not have, and one key with two answers, are found in the journal", () => {
  expect(brokenNow()).toEqual([]);
  const request = {
    kind: "request",
    client: "forger",
    operation: "checkoutComplete",
    scope: "chk_x",
    key: "k",
    args: "a",
  };
  const lines = [
    { ...request, call: "f1" },
    {
      kind: "response",
      call: "f1",
      outcome: "CheckoutCompleted",
      orderId: "ord_nobody_has",
      state: "CONFIRMED",
      same: "x",
    },
    { ...request, call: "f2" },
    {
      kind: "response",
      call: "f2",
      outcome: "CheckoutCompleted",
      orderId: "ord_nobody_has",
      state: "PENDING_PAYMENT",
      same: "y",
    },
  ];
  appendFileSync(ran.journal, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  expect(brokenNow()).toEqual(["I5", "I9", "I11"]);
});
