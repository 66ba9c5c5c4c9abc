/** A hundred buyers and one item, again and again, on five real processes. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { available } from "../../e2e/shop/afterwards.ts";
import { findSomething, setStock } from "../../e2e/shop/buyer.ts";
import { isFair, type Rush, rush } from "../../e2e/shop/rush.ts";
import { auditStores } from "../audit/audit.ts";
import { openOwnShop } from "../replay/own-shop.ts";
import { programArguments, root } from "../shop.mjs";
import { prepareShop } from "../start/prepare.ts";
import { stopAll } from "../start/process.ts";
import { inSeconds, numberedSteps, paint, say } from "../terminal.mjs";

const longestDrainMs = 60_000;

/** All the buyers come from one address. */
const limits = { HANSA_RESERVATION_NETWORK_PERCENT: "100" };

/** Plays the rushes on a shop of its own. Answers with the exit code. */
export async function rushAll(seeds: number): Promise<number> {
  const data = mkdtempSync(path.join(tmpdir(), "hansa-rush-"));
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
  const rushes: Rush[] = [];
  await step("A shop for it", () => {
    const seeding = [...programArguments("seed"), "--orders", "12"];
    const { status } = spawnSync(process.execPath, seeding, {
      cwd: root,
      env: shop.env,
      stdio: ["ignore", "ignore", "inherit"],
    });
    if (status !== 0) throw new Error("the shop could not be seeded");
  });
  try {
    let url = "";
    await step(`Five processes: ports ${shop.port} and up`, async () => {
      url = await openOwnShop(shop);
    });
    await step(`100 buyers and one item, ${seeds} times`, async () => {
      const id = await emptyShelf(url);
      for (let seed = 1; seed <= seeds; seed += 1) {
        const one = await rush({ url, data }, id, seed);
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

/** A variant, once all that there was of it is off the shelf. */
async function emptyShelf(url: string): Promise<string> {
  const { id, sku } = await findSomething({ url });
  await setStock({ url }, id, -(await available({ url }, sku)));
  return id;
}

/** Waits until nothing is in flight any more, or has not arrived within a minute; the audit then says what. */
async function drain(data: string): Promise<number> {
  const began = performance.now();
  const passed = () => performance.now() - began;
  while (passed() < longestDrainMs && !auditStores({ data, drained: true }).isClean) await pause(500);
  return passed();
}

async function report(data: string, rushes: readonly Rush[], step: ReturnType<typeof numberedSteps>): Promise<number> {
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
      rush: fair === seeds && isClean ? "fair" : "not fair",
      seeds,
      fair,
      audit: isClean ? "clean" : "not clean",
    }),
  );
  return fair === seeds && isClean ? 0 : 1;
}
