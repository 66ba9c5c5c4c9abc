/** The rolling restart of a shop with two instances of each program. */
import { setTimeout as pause } from "node:timers/promises";
import { readOrderByToken } from "@hansa/client/buyer";
import { eventually } from "@hansa/client/polling";
import { shopProcesses, storefront } from "../../cli/host/shop.mjs";
import { numberedSteps, paint, say, withProgress } from "../../cli/host/terminal.mjs";
import { inFolder, type Outcome } from "../harness/experiment.ts";
import { type Clients, startClients } from "./clients.ts";
import { countOrders, instances, type RollingShop, takenUpMs } from "./shop.ts";
import { type Visits, visitDuring } from "./visitors.ts";

/** Runs the restart on a shop of its own, which `start` makes in a folder. */
export function run(start: (folder: string) => Promise<RollingShop>): Promise<Outcome> {
  return inFolder("rolling", async (folder) => {
    say("Starting a seeded shop");
    const shop = await withProgress(() => start(folder));
    try {
      return await restartAll(shop);
    } finally {
      await shop.stop();
    }
  });
}

async function restartAll(shop: RollingShop): Promise<Outcome> {
  const { deployAndWithdraw } = shop;
  const step = numberedSteps(shopProcesses.length + (deployAndWithdraw ? 2 : 1));
  const clients = await startClients(shop);
  let restarts = 0;
  let visits: Visits | undefined;
  const restart = async (name: string) => {
    for (let instance = 1; instance <= instances; instance += 1) {
      await shop.restart(name, instance);
      restarts += 1;
      await pause(takenUpMs);
    }
  };
  try {
    for (const { name } of shopProcesses) {
      await step(`Restarting ${name}, one instance after the other`, async () => {
        if (name === storefront.name && shop.isVisited) visits = await visitDuring(shop, () => restart(name));
        else await restart(name);
      });
    }
    if (deployAndWithdraw) await step("Deploying a new version of one service, and withdrawing it", deployAndWithdraw);
  } finally {
    // Running clients would keep a process whose run has failed.
    await clients.stop();
  }
  return conclude(shop, { clients, visits, restarts }, step);
}

type Seen = { clients: Clients; visits: Visits | undefined; restarts: number };

async function conclude(
  shop: RollingShop,
  { clients, visits, restarts }: Seen,
  step: ReturnType<typeof numberedSteps>,
): Promise<Outcome> {
  const { answered, failed, purchases, broken } = clients;
  const dead = visits?.dead ?? [];
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
    const { total, checkouts } = await countOrders(shop);
    if (total < purchases.length) throw new Error(`the store has ${total} orders, ${purchases.length} were placed`);
    doubled = total - checkouts;
    audit = verdictOf(await shop.audit());
  });
  for (const fault of [...failed.slice(0, 5), ...lost.slice(0, 5), ...dead.slice(0, 5)])
    say(`  ${paint("red", fault)}`);
  const used = visits ? `${visits.opened} pages used in a browser` : "no browser";
  say(`${answered()} queries answered, ${purchases.length} purchases, ${used}; ${audit}`);
  const isClean = audit.startsWith("Clean:");
  const isBusy = answered() > 0 && purchases.length > 0 && visits?.opened !== 0;
  const faults = [failed.length, lost.length, doubled, dead.length];
  return {
    line: {
      rolling: { restarts, failedQueries: failed.length, lost: lost.length, doubled, deadPages: visits?.dead.length },
    },
    isMet: isBusy && isClean && faults.every((count) => count === 0),
  };
}

function verdictOf(audit: string): string {
  return /^Clean: .*$/m.exec(audit)?.[0] ?? `the audit is not clean:\n${audit}`;
}
