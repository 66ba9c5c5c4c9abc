/** Repeats the contention test, a hundred buyers and one item, on five real processes. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { auditStores } from "../../tools/audit/audit.ts";
import { stopAll } from "../../tools/host/processes/process.ts";
import { prepareShop } from "../../tools/host/processes/settings.ts";
import { seedShop } from "../../tools/host/seed.ts";
import { inSeconds, numberedSteps, paint, say } from "../../tools/host/terminal.mjs";
import { findAvailableVariant, setStock } from "../client/buyer.ts";
import { readAvailability } from "../client/staff-desk.ts";
import { openOwnShop } from "../replay/own-shop.ts";
import { type ContentionResult, isFair, runContention } from "./contest.ts";

const maxDrainMs = 60_000;

/** All the buyers come from one address. */
const limits = { HANSA_RESERVATION_NETWORK_PERCENT: "100" };

/** Plays the rushes on a shop of its own. Answers with the exit code. */
export async function repeatContention(seeds: number): Promise<number> {
  const data = mkdtempSync(path.join(tmpdir(), "hansa-contention-"));
  process.env.HANSA_DATA = data;
  try {
    return await runAll(data, seeds);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

/** Answers with the exit code. */
async function runAll(data: string, seeds: number): Promise<number> {
  const step = numberedSteps(5);
  const prepared = prepareShop("production", false);
  const shop = { ...prepared, env: { ...prepared.env, ...limits, HANSA_LOG_LEVEL: "error" } };
  const rushes: ContentionResult[] = [];
  await step("A shop for it", () => seedShop(data, { orders: 12 }));
  try {
    let url = "";
    await step(`Five processes: ports ${shop.port} and up`, async () => {
      url = await openOwnShop(shop);
    });
    await step(`100 buyers and one item, ${seeds} times`, async () => {
      const id = await emptyShelf(url);
      for (let seed = 1; seed <= seeds; seed += 1) {
        const one = await runContention({ url, data }, id, seed);
        rushes.push(one);
        say(`      ${isFair(one) ? "fair" : paint("red", "NOT FAIR")}  ${JSON.stringify(one)}`);
      }
    });
    await step("What is still on its way arrives", async () => `after ${inSeconds(await drain(data))}`);
  } finally {
    await stopAll(shop);
  }
  return report(data, rushes, step);
}

/** A variant without stock. */
async function emptyShelf(url: string): Promise<string> {
  const { id, sku } = await findAvailableVariant({ url });
  await setStock({ url }, id, -(await readAvailability({ url }, sku)));
  return id;
}

/** Waits until nothing is in flight any more, or has not arrived within a minute; the audit then says what. */
async function drain(data: string): Promise<number> {
  const began = performance.now();
  const passed = () => performance.now() - began;
  while (passed() < maxDrainMs && !auditStores({ data, drained: true }).isClean) await pause(500);
  return passed();
}

async function report(
  data: string,
  rushes: readonly ContentionResult[],
  step: ReturnType<typeof numberedSteps>,
): Promise<number> {
  const seeds = rushes.length;
  let isClean = false;
  await step("The audit of its stores", () => {
    const report = auditStores({ data, drained: true });
    isClean = report.isClean;
    return report.verdicts.map(({ id, verdict }) => `${id} ${verdict}`).join(", ");
  });
  const fair = rushes.filter(isFair).length;
  say(
    JSON.stringify({
      contention: fair === seeds && isClean ? "fair" : "not fair",
      seeds,
      fair,
      audit: isClean ? "clean" : "not clean",
    }),
  );
  return fair === seeds && isClean ? 0 : 1;
}
