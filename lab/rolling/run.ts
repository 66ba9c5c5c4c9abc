/** The rolling restart of a shop with two processes of each program. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { processNames } from "@hansa/kit/processes";
import { z } from "zod";
import { seedShop } from "../../tools/host/seed.ts";
import { programArguments, root, storeFile } from "../../tools/host/shop.mjs";
import { loadDriver } from "../../tools/host/sqlite.mjs";
import { numberedSteps, paint, say } from "../../tools/host/terminal.mjs";
import { readOrderByToken } from "../client/buyer.ts";
import { eventually } from "../client/polling.ts";
import { type ProductionShop, startProductionShop } from "../client/processes/production-shop.ts";
import { type Clients, startClients } from "./clients.ts";

const orders = 12;
const instances = 2;
/** Within this time the others find out that a new process is ready. */
const takenUpMs = 2_500;
/** A process drains for 3 s, and its last requests have 10 s. */
const stopWithinMs = 20_000;

/** Runs the restart on a shop of its own. Answers with the exit code. */
export async function run(): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-rolling-"));
  const source = path.join(folder, "seeded");
  const step = numberedSteps(2 + processNames.length);
  try {
    await step("A seeded shop", () => seedShop(source, { orders }));
    // A busy machine would refuse queries, which is what overload is measured for.
    const environment = { HANSA_EVENT_LOOP_DELAY_MS: "0" };
    const shop = await startProductionShop({ source, folder, instances, environment });
    try {
      const clients = await startClients(shop);
      let restarts = 0;
      for (const name of processNames) {
        await step(`Restarting ${name}, one process after the other`, async () => {
          for (let instance = 1; instance <= instances; instance += 1) {
            await restart(shop, name, instance);
            restarts += 1;
          }
        });
      }
      await clients.stop();
      return await conclude(shop, clients, restarts, step);
    } finally {
      await shop.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function restart(shop: ProductionShop, name: string, instance: number): Promise<void> {
  const found = shop.processes().find((each) => each.name === name && each.instance === instance);
  if (!found) throw new Error(`${name} ${instance} does not run`);
  const { child } = found;
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const code = await Promise.race([exited, pause(stopWithinMs, "late" as const)]);
  if (code !== 0) throw new Error(`${name} ${instance} ended with ${code}, not with 0:\n${found.output()}`);
  await shop.start(name, instance);
  await pause(takenUpMs);
}

async function conclude(
  shop: ProductionShop,
  { answered, failed, purchases, broken }: Clients,
  restarts: number,
  step: ReturnType<typeof numberedSteps>,
): Promise<number> {
  const lost: string[] = [...broken];
  let doubled = 0;
  let audit = "";
  await step(`Looking for ${purchases.length} purchases`, async () => {
    for (const { checkoutId, number, guestToken } of purchases) {
      const isSettled = eventually(`the order ${number} is confirmed`, async () => {
        const order = await readOrderByToken(shop, number, guestToken);
        return order.state !== "PENDING_PAYMENT" || undefined;
      });
      await isSettled.catch((error) => lost.push(`${checkoutId}: ${error}`));
    }
    doubled = countDoubled(shop, purchases.length);
    audit = runAudit(shop);
  });
  for (const fault of [...failed.slice(0, 5), ...lost.slice(0, 5)]) say(`  ${paint("red", fault)}`);
  say(`${answered()} queries answered, ${purchases.length} purchases; ${audit}`);
  const isClean = audit.startsWith("Clean:");
  const figures = { restarts, failedQueries: failed.length, lost: lost.length, doubled };
  say(JSON.stringify({ rolling: figures }));
  const isBusy = answered() > 0 && purchases.length > 0;
  return isBusy && isClean && failed.length === 0 && lost.length === 0 && doubled === 0 ? 0 : 1;
}

/** Orders beyond one for each checkout. */
function countDoubled({ data }: ProductionShop, atLeast: number): number {
  const Database = loadDriver();
  const store = new Database(storeFile(data, "orders"), { readonly: true });
  const counts = store.prepare("SELECT count(*) AS total, count(DISTINCT checkout_id) AS checkouts FROM orders").get();
  const { total, checkouts } = z.object({ total: z.int(), checkouts: z.int() }).parse(counts);
  store.close();
  if (total < atLeast) throw new Error(`the store has ${total} orders, and ${atLeast} were placed`);
  return total - checkouts;
}

/** The verdict of the audit beside the running shop. */
function runAudit({ data }: ProductionShop): string {
  const { stdout, stderr } = spawnSync(process.execPath, [...programArguments("hansa"), "audit"], {
    cwd: root,
    env: { ...process.env, HANSA_DATA: data, HANSA_ENV: "production", HANSA_LOG_LEVEL: "error" },
    encoding: "utf8",
  });
  return /^Clean: .*$/m.exec(stdout)?.[0] ?? `the audit is not clean:\n${stdout}${stderr}`;
}
