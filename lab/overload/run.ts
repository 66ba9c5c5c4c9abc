/** The overload: the most that a shop answers is measured first, on the same processes and with the same requests. */
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { seedShop } from "../../tools/host/seed.ts";
import { numberedSteps, paint, say } from "../../tools/host/terminal.mjs";
import { startProductionShop } from "../client/processes/production-shop.ts";
import { type Answer, sendClosed, sendOpen } from "./load.ts";
import { isMet, type Part, ratesOf, reportOf } from "./report.ts";
import { type Kind, kinds, openRequests } from "./requests.ts";

const orders = 12;
const clients = 32;
const warmUpMs = 10_000;
const unloadedMs = 10_000;
const kindMs = 4_000;

/** Runs the overload on a shop of its own. Answers with the exit code. */
export async function run({ seconds, times }: { seconds: number; times: number }): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-overload-"));
  const source = path.join(folder, "seeded");
  const step = numberedSteps(5);
  try {
    await step("A seeded shop", () => seedShop(source, { orders }));
    const shop = await startProductionShop({ source, folder });
    try {
      const load = { port: Number(new URL(shop.url).port), requests: await openRequests(shop) };
      await step("Warm-up", () => sendClosed(load, clients, warmUpMs).then(() => undefined));
      const alone: Record<Kind, number> = ratesOf([], kindMs);
      const parts: Part[] = [];
      const measureUnloaded = async () => {
        parts.push(await measure(unloadedMs, () => sendClosed(load, clients, unloadedMs)));
      };
      await step("The most that it answers, of each kind and of all", async () => {
        for (const kind of kinds) {
          const requests = load.requests.filter((request) => request.kind === kind);
          const answers = await sendClosed({ ...load, requests }, clients, kindMs);
          alone[kind] = ratesOf(answers, kindMs)[kind];
        }
        await measureUnloaded();
      });
      const perSecond = (times * (parts[0]?.answers.length ?? 0) * 1_000) / unloadedMs;
      await step(`${Math.round(perSecond)} requests per second for ${seconds} s`, async () => {
        parts.push(await measure(seconds * 1_000, () => sendOpen(load, perSecond, seconds * 1_000)));
      });
      await step("The most that it answers, once more", measureUnloaded);
      const [before, overloaded, after] = parts;
      if (!before || !overloaded || !after) throw new Error("a part was not measured");
      const unloaded = {
        answers: [...before.answers, ...after.answers],
        ms: before.ms + after.ms,
        generatorMs: before.generatorMs + after.generatorMs,
      };
      const report = reportOf({ alone, unloaded, overloaded, processors: availableParallelism() });
      const { faults, ...figures } = report;
      for (const fault of faults) say(`  ${paint("red", fault)}`);
      say(JSON.stringify({ overload: figures }));
      return isMet(report) ? 0 : 1;
    } finally {
      await shop.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Measures the CPU time of this process, which generates the load. */
async function measure(ms: number, send: () => Promise<Answer[]>): Promise<Part> {
  const before = process.cpuUsage();
  const answers = await send();
  const { user, system } = process.cpuUsage(before);
  return { answers, ms, generatorMs: (user + system) / 1_000 };
}
