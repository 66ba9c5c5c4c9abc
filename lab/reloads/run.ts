/** The run: versions of the schema, half of them bad, are published beside a shop in production under load. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { addVersion, listVersions, readCurrent } from "../../router/src/registry/versions.ts";
import { seedShop } from "../../tools/host/seed.ts";
import { numberedSteps, paint, say } from "../../tools/host/terminal.mjs";
import { type ProductionShop, requireRunning, startProductionShop } from "../client/processes/production-shop.ts";
import { type Load, startLoad } from "./load.ts";
import { type Decision, isMet, type Phase, type Report, reportOf } from "./report.ts";
import { type Candidate, makeVersions } from "./versions.ts";

const orders = 12;
/** Versions are published so far apart, or once each query has ended after the decision on the one before if that is later. */
const everyMs = 2_000;
const lookEveryMs = 50;
/** The process that judges has a low priority: beside other work it waits for a processor. */
const maxDecisionMs = 180_000;
/** Before the first phase, so that plans are made and code is compiled. */
const warmUpMs = 10_000;
/** Before the reloads and after them, each for so long at most. */
const maxQuietMs = 60_000;

/** Runs on a shop of its own. Answers with the exit code. */
export async function run(reloads: number): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-reloads-"));
  const step = numberedSteps(2);
  let report: Report | undefined;
  try {
    const source = path.join(folder, "seeded");
    await step("A seeded shop", () => seedShop(source, { orders }));
    await step(`${reloads} versions of the schema under load`, async () => {
      const versions = makeVersions(reloads);
      report = await measure({ source, folder: path.join(folder, "shop"), versions, measuresLatency: true });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (!report) throw new Error("nothing was measured");
  const { faults, ...figures } = report;
  for (const fault of faults) say(`  ${paint("red", fault)}`);
  say(JSON.stringify({ reloads: figures }));
  return isMet(report) ? 0 : 1;
}

/** `source` is the data of a seeded shop, `folder` takes a copy of them. */
export type Options = {
  source: string;
  folder: string;
  versions: readonly Candidate[];
  /** Needs phases without reloads and pauses. Otherwise versions follow each other at once, and the latencies of the report say nothing. */
  measuresLatency: boolean;
  /** Modules that each process of the shop loads first, as paths in the repository, and variables of its environment. */
  preloaded?: readonly string[];
  environment?: Readonly<Record<string, string>>;
};

/** Starts a shop on a copy of seeded data, and publishes the versions under load. Throws, with its output, if a process of the shop ends. */
export async function measure(options: Options): Promise<Report> {
  const { source, folder, environment = {} } = options;
  const preloaded = ["lab/reloads/loop-probe.mjs", ...(options.preloaded ?? [])];
  const shop = await startProductionShop({ source, folder, environment, preloaded });
  try {
    const load = await startLoad(shop);
    const { decisions, phases, longest } = await publishAll(shop, load, options).finally(load.stop);
    return reportOf(decisions, load.answers, phases, longest);
  } finally {
    await shop.stop();
  }
}

async function publishAll(shop: ProductionShop, load: Load, { versions, measuresLatency }: Options) {
  const wait = (ms: number) => (measuresLatency ? pause(ms) : Promise.resolve());
  const quietMs = Math.min(maxQuietMs, (versions.length * everyMs) / 2);
  const decisions: Decision[] = [];
  await Promise.all([load.sendEach(), wait(warmUpMs)]);
  const before = await phase(false, () => wait(quietMs));
  await longestBlock(shop);
  const during = await phase(true, async () => {
    for (const candidate of versions) {
      const next = wait(everyMs);
      decisions.push(await publishVersion(shop, candidate));
      await Promise.all([load.sendEach(), next]);
    }
  });
  const longest = await longestBlock(shop);
  const after = await phase(false, () => wait(quietMs));
  return { decisions, phases: [before, during, after], longest };
}

async function phase(reloads: boolean, work: () => Promise<unknown>): Promise<Phase> {
  const startedAt = performance.now();
  await work();
  return { reloads, startedAt, endedAt: performance.now() };
}

/** Publishes a version after the last one, and waits for the decision of the router. */
async function publishVersion(shop: ProductionShop, candidate: Candidate): Promise<Decision> {
  const folder = path.join(shop.data, "schemas");
  const last = await readCurrent(folder);
  const { kind, isGood, supergraph } = candidate;
  const { number } = await addVersion(folder, last, {
    ...{ author: "reloads", commit: null, publishedAt: Date.now(), restores: null, supergraph },
    checks: { against: last?.number ?? null, changes: [], hints: [] },
  });
  return { number, kind, isGood, isServed: await decisionOn(shop, folder, number) };
}

const health = z.object({ fault: z.string().nullable() });
/** Reasons after which the router tries the version again by itself: a subgraph, or the process that plans, was too busy. */
const passing = /does not answer with its schema|has no plan|ended without a verdict/;

/** Whether the router serves the version or refuses it for good. */
async function decisionOn(shop: ProductionShop, folder: string, number: number): Promise<boolean> {
  const endsAt = performance.now() + maxDecisionMs;
  let reason: string | null = null;
  while (performance.now() < endsAt) {
    requireRunning(shop);
    if ((await listVersions(folder)).served.includes(number)) return true;
    reason = await readFault(shop);
    if (reason?.startsWith(`version ${number} `) && !passing.test(reason)) return false;
    await pause(lookEveryMs);
  }
  throw new Error(`the router has not decided on version ${number} within ${maxDecisionMs / 1_000} s: ${reason}`);
}

/** One that does not answer may have ended, which the next look finds. */
async function readFault(shop: ProductionShop): Promise<string | null> {
  const answer = fetch(new URL("/health", shop.metricsUrl)).then((response) => response.json());
  return answer.then(
    (body) => health.parse(body).fault,
    (error) => String(error),
  );
}

const probed = z.object({ blockMs: z.number(), cpuMs: z.number() });

/** The longest block of the router's event loop since it was asked last. */
async function longestBlock(shop: ProductionShop): Promise<z.infer<typeof probed>> {
  const router = shop.processes().find(({ name }) => name === "router");
  if (!router) throw new Error("no router runs");
  requireRunning(shop);
  const answer = new Promise((resolve, reject) => {
    router.child.once("message", resolve);
    router.child.once("exit", () => reject(new Error(`the router has ended:\n${router.output()}`)));
  });
  router.child.send({ longestBlock: true });
  return probed.parse(await answer);
}
