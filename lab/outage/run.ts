/** The outage: each service of a shop under load is paused for a while and continues, one after the other. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { serviceNames } from "@hansa/kit/processes";
import { seedShop } from "../../tools/host/seed.ts";
import { numberedSteps, paint, say } from "../../tools/host/terminal.mjs";
import { type ProductionShop, startProductionShop } from "../client/processes/production-shop.ts";
import { readQueries, startLoad } from "./load.ts";
import { isMet, type Phase, type Report, reportOf } from "./report.ts";

const orders = 12;
/** The router's deadline of an operation. */
const deadlineMs = 10_000;
/** Before the first phase, so that plans are made and code is compiled. */
const warmUpMs = 5_000;
/** Of the time of a phase, the share in which its service is paused; in the rest it recovers. */
const pausedShare = 0.7;

/** Runs the outage on a shop of its own. Answers with the exit code. */
export async function run(seconds: number): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-outage-"));
  const source = path.join(folder, "seeded");
  const step = numberedSteps(3);
  let report: Report | undefined;
  try {
    await step("A seeded shop", () => seedShop(source, { orders }));
    let shop: ProductionShop | undefined;
    await step("Starting the processes", async () => {
      shop = await startProductionShop({ source, folder });
    });
    const started = shop;
    if (!started) throw new Error("the shop did not start");
    try {
      await step(`${seconds} s of requests, each service paused in turn`, async () => {
        report = await measure(started, seconds);
      });
    } finally {
      await started.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (!report) throw new Error("nothing was measured");
  const { faults, ...figures } = report;
  for (const fault of faults) say(`  ${paint("red", fault)}`);
  say(JSON.stringify({ outage: figures }));
  return isMet(report) ? 0 : 1;
}

async function measure(shop: ProductionShop, seconds: number): Promise<Report> {
  const queries = readQueries(shop);
  const load = await startLoad(shop, queries);
  await pause(warmUpMs);
  const phaseMs = (seconds * 1_000) / (serviceNames.length + 1);
  const phases: Phase[] = [await phase(undefined, phaseMs)];
  for (const service of serviceNames) {
    const found = shop.processes().find(({ name }) => name === service);
    if (!found) throw new Error(`${service} does not run`);
    found.child.kill("SIGSTOP");
    phases.push(await phase(service, phaseMs * pausedShare));
    found.child.kill("SIGCONT");
    await pause(phaseMs * (1 - pausedShare));
  }
  await load.stop();
  return reportOf(load.answers, queries, phases, deadlineMs);
}

async function phase(service: string | undefined, ms: number): Promise<Phase> {
  const startedAt = performance.now();
  await pause(ms);
  return { service, startedAt, endedAt: performance.now() };
}
