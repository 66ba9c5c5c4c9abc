/** The report of a process: gauges of ours alone, and integrity rules that are checked once a minute and waited for at most a second. */
import { Counter, Gauge, Registry } from "@prometheus-io/client";
import { expect, test } from "vitest";
import { openIntegrityReport, processReport, readReport } from "../../../src/server/status/report.ts";
import { checked } from "../../../src/store/integrity.ts";
import { manualRuntime } from "../../../testing/manual-runtime.ts";

const holds = checked("I1", "each tin has a lid", { rows: 3, broken: 0, isWhole: true, examples: [] });
const broken = checked("I2", "no tin is open", { rows: 3, broken: 1, isWhole: true, examples: ["tin_secret"] });
const parts = { schema: () => "abc", isReady: () => true, fault: () => undefined };

test("a report has our gauges with their labels, no counters, and no ids of rows", async () => {
  const registry = new Registry();
  const registers = [registry];
  new Gauge({ name: "hansa_tins", help: "Tins.", labelNames: ["shelf"], registers }).set({ shelf: 3 }, 7);
  new Gauge({ name: "nodejs_tins", help: "Tins.", registers }).set(7);
  new Counter({ name: "hansa_tins_total", help: "Tins.", registers }).inc();
  const report = await readReport({ registry, ...parts, checkIntegrity: async () => [holds, broken] });
  expect(processReport.parse(report)).toMatchObject({
    node: process.version,
    schema: "abc",
    isReady: true,
    fault: null,
    gauges: [{ name: "hansa_tins", labels: { shelf: "3" }, value: 7 }],
    integrity: [
      { rule: "each tin has a lid", broken: 0 },
      { rule: "no tin is open", broken: 1 },
    ],
  });
  expect(JSON.stringify(report)).not.toContain("tin_secret");
  expect(await readReport({ registry, ...parts })).toMatchObject({ integrity: [] });
});

test("rules are checked once a minute, however often a report is read", async () => {
  const runtime = manualRuntime(0);
  let checks = 0;
  const check = openIntegrityReport(runtime, async () => {
    checks += 1;
    return [holds];
  });
  expect(await check()).toEqual([holds]);
  await runtime.advance(59_999);
  await check();
  expect(checks).toBe(1);
  await runtime.advance(1);
  await check();
  expect(checks).toBe(2);
});

test("a report does not wait for a check of more than a second, and a later one has its result", async () => {
  const runtime = manualRuntime(0);
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const check = openIntegrityReport(runtime, async () => {
    await ended;
    return [broken];
  });
  const early = check();
  await runtime.advance(1_000);
  expect(await early).toBeUndefined();
  end();
  expect(await check()).toEqual([broken]);
});

test("a check that fails is no result, and is tried again at the next report", async () => {
  const runtime = manualRuntime(0);
  let isBroken = true;
  const check = openIntegrityReport(runtime, async () => {
    if (isBroken) throw new Error("the disk is gone");
    return [holds];
  });
  expect(await check()).toBeUndefined();
  isBroken = false;
  expect(await check()).toEqual([holds]);
});
