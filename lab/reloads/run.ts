/** The run: versions of the schema, half of them bad, are published beside a shop in production under load. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { addVersion, listVersions, type Version } from "../../router/src/registry/versions.ts";
import { seedShop } from "../../tools/host/seed.ts";
import { numberedSteps, paint, say } from "../../tools/host/terminal.mjs";
import { type ProductionShop, startProductionShop } from "../client/processes/production-shop.ts";
import { startLoad } from "./load.ts";
import { type Decision, isMet, type Phase, type Report, reportOf } from "./report.ts";
import { type Candidate, makeVersions } from "./versions.ts";

const orders = 12;
/** Versions are published so far apart, or once the one before is decided if that is later. */
const everyMs = 2_000;
const lookEveryMs = 50;
const maxDecisionMs = 60_000;
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
      report = await measure({ source, folder: path.join(folder, "shop"), reloads });
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
  reloads: number;
  environment?: Readonly<Record<string, string>>;
};

/** Starts a shop on a copy of seeded data, and publishes so many versions under load. */
export async function measure({ source, folder, reloads, environment = {} }: Options): Promise<Report> {
  const candidates = makeVersions(reloads);
  const shop = await startProductionShop({ source, folder, environment, preloaded: ["lab/reloads/loop-probe.mjs"] });
  try {
    const load = await startLoad(shop);
    await pause(warmUpMs);
    const quietMs = Math.min(maxQuietMs, (reloads * everyMs) / 2);
    const decisions: Decision[] = [];
    const phases = [await phase(false, () => pause(quietMs))];
    await longestBlock(shop);
    phases.push(await phase(true, async () => void decisions.push(...(await publishAll(shop, candidates)))));
    const longest = await longestBlock(shop);
    phases.push(await phase(false, () => pause(quietMs)));
    await load.stop();
    return reportOf(decisions, load.answers, phases, longest);
  } finally {
    await shop.stop();
  }
}

async function phase(reloads: boolean, work: () => Promise<unknown>): Promise<Phase> {
  const startedAt = performance.now();
  await work();
  return { reloads, startedAt, endedAt: performance.now() };
}

async function publishAll(shop: ProductionShop, candidates: readonly Candidate[]): Promise<Decision[]> {
  const folder = path.join(shop.data, "schemas");
  const decisions: Decision[] = [];
  let last: Version | undefined;
  for (const { kind, isGood, supergraph } of candidates) {
    const publishedAt = performance.now();
    last = await addVersion(folder, last, {
      ...{ author: "reloads", commit: null, publishedAt: Date.now(), restores: null, supergraph },
      checks: { against: last?.number ?? null, changes: [], hints: [] },
    });
    const isServed = await decisionOn(shop, folder, last.number);
    decisions.push({ number: last.number, kind, isGood, isServed });
    await pause(Math.max(0, publishedAt + everyMs - performance.now()));
  }
  return decisions;
}

const health = z.object({ fault: z.string().nullable() });

/** Whether the router serves the version or refuses it. */
async function decisionOn(shop: ProductionShop, folder: string, number: number): Promise<boolean> {
  const url = new URL("/health", shop.metricsUrl);
  const endsAt = performance.now() + maxDecisionMs;
  while (performance.now() < endsAt) {
    if ((await listVersions(folder)).served.includes(number)) return true;
    const { fault } = health.parse(await (await fetch(url)).json());
    if (fault?.startsWith(`version ${number} `)) return false;
    await pause(lookEveryMs);
  }
  throw new Error(`the router has not decided on version ${number} within ${maxDecisionMs / 1_000} s`);
}

const probed = z.object({ blockMs: z.number(), cpuMs: z.number() });

/** The longest block of the router's event loop since it was asked last. */
async function longestBlock(shop: ProductionShop): Promise<z.infer<typeof probed>> {
  const router = shop.processes().find(({ name }) => name === "router");
  if (!router) throw new Error("no router runs");
  const answer = new Promise((resolve) => router.child.once("message", resolve));
  router.child.send({ longestBlock: true });
  return probed.parse(await answer);
}
