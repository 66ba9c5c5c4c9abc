/** The flood: new documents against a seeded shop in production, in five processes and in one, while the playground's pages are sent. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { seedShop } from "../../tools/host/seed.ts";
import { inSeconds, numberedSteps, paint, say } from "../../tools/host/terminal.mjs";
import { hitRateOf, readCounters } from "./counters.ts";
import { type FloodDocument, floodDocuments } from "./documents.ts";
import { type FloodCounts, sendFlood } from "./flood.ts";
import { openPages, type Pages } from "./pages.ts";
import { type FloodedShop, type Mode, startShop } from "./processes/shop.ts";
import { type Flooded, reportLine, targetsOf } from "./report.ts";

/** When all pages are sent: once a second, or before every so many documents, which no machine's speed changes. */
type Pace = { kind: "seconds" } | { kind: "documents"; documents: number };

export type FloodOptions = { source: string; mode: Mode; requests: number; seed: number; pace: Pace };

const orders = 12;
const roundMs = 1_000;
/** From the third time on a page needs neither parsing nor planning. */
const firstRounds = 2;

/** Floods a shop of its own in each mode. Answers with the exit code. */
export async function run({
  requests,
  seed,
  modes,
}: {
  requests: number;
  seed: number;
  modes: readonly Mode[];
}): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-flood-"));
  const source = path.join(folder, "seeded");
  const step = numberedSteps(1 + modes.length);
  const floods: Flooded[] = [];
  try {
    await step("A seeded shop", () => seedShop(source, { orders }));
    for (const mode of modes) {
      const processes = mode === "five" ? "five processes" : "one process";
      await step(`${requests} documents, seed ${seed}, ${processes}`, async () => {
        const began = performance.now();
        floods.push(await floodShop({ source, mode, requests, seed, pace: { kind: "seconds" } }));
        return inSeconds(performance.now() - began);
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  for (const flooded of floods) {
    say(flooded.mode === "five" ? "Five processes" : "One process");
    for (const { name, value, isMet } of targetsOf(flooded)) {
      say(`  ${isMet ? "met   " : paint("red", "missed")}  ${name}: ${value}`);
    }
  }
  say(reportLine(floods));
  return floods.flatMap(targetsOf).every(({ isMet }) => isMet) ? 0 : 1;
}

/** Floods a shop on a copy of `source`, which was seeded in development. Throws if the shop does not start, or cannot be measured. */
export async function floodShop({ source, mode, requests, seed, pace }: FloodOptions): Promise<Flooded> {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-flood-"));
  try {
    const shop = await startShop({ source, folder, mode });
    try {
      return await measureFlood(shop, { mode, requests, seed, pace });
    } finally {
      await shop.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureFlood(
  shop: FloodedShop,
  { mode, requests, seed, pace }: Omit<FloodOptions, "source">,
): Promise<Flooded> {
  const pages = await openPages(shop);
  for (let round = 0; round < firstRounds; round += 1) await pages.sendAll();
  const answered = () => pages.sent() - pages.faults.length;
  const answeredBefore = answered();
  const before = { heaps: await shop.measureHeaps(), counters: await readCounters(shop.metricsUrl) };

  const documents = floodDocuments(requests, seed);
  const isOver = () => shop.ended().length > 0;
  const flood = await (pace.kind === "seconds"
    ? sendWithRounds(shop, documents, pages, isOver)
    : sendFlood(shop.url, documents, isOver, async (sent) => {
        if (sent % pace.documents === 0) await pages.sendAll();
      }));

  const result = { mode, requests, flood, pages: { sent: pages.sent(), faults: pages.faults }, ended: shop.ended() };
  if (result.ended.length > 0) return { ...result, heaps: undefined, hitRate: undefined };
  const counters = await readCounters(shop.metricsUrl);
  const sent = { flood: flood.sent, accepted: flood.accepted, pages: answered() - answeredBefore };
  return {
    ...result,
    heaps: { before: before.heaps, after: await shop.measureHeaps() },
    hitRate: hitRateOf(before.counters, counters, sent),
  };
}

/** Sends the flood, and meanwhile all pages once a second. */
async function sendWithRounds(
  shop: FloodedShop,
  documents: Iterable<FloodDocument>,
  pages: Pages,
  isOver: () => boolean,
): Promise<FloodCounts> {
  let isSent = false;
  const rounds = async () => {
    while (!isSent && !isOver()) {
      const began = performance.now();
      await pages.sendAll();
      await pause(Math.max(0, roundMs - (performance.now() - began)));
    }
  };
  const [flood] = await Promise.all([
    sendFlood(shop.url, documents, isOver, async () => {}).finally(() => {
      isSent = true;
    }),
    rounds(),
  ]);
  return flood;
}
