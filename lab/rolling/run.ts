/** The rolling restart of a shop with two instances of each program. */
import { setTimeout as pause } from "node:timers/promises";
import { readOrderByToken } from "@hansa/client/buyer";
import { eventually } from "@hansa/client/polling";
import { shopProcesses, storefront } from "../../cli/host/shop.mjs";
import { numberedSteps, paint, say, withProgress } from "../../cli/host/terminal.mjs";
import { inFolder, type Outcome } from "../harness/experiment.ts";
import { type Clients, type Failure, startClients } from "./clients.ts";
import { countOrders, instances, type RollingShop, takenUpMs } from "./shop.ts";
import { type Visits, visitDuring } from "./visitors.ts";

/** Runs the restart, or other work, on a shop of its own, which `start` makes in a folder. */
export function run(
  start: (folder: string) => Promise<RollingShop>,
  work: (shop: RollingShop) => Promise<Outcome> = restartAll,
): Promise<Outcome> {
  return inFolder("rolling", async (folder) => {
    say("Starting a seeded shop");
    const shop = await withProgress(() => start(folder));
    try {
      return await work(shop);
    } finally {
      await shop.stop();
    }
  });
}

async function restartAll(shop: RollingShop): Promise<Outcome> {
  const { deployAndWithdraw } = shop;
  const rounds = roundsOf(shop);
  const step = numberedSteps(rounds.length + (deployAndWithdraw ? 2 : 1));
  const clients = await startClients(shop);
  let restarts = 0;
  let visits: Visits | undefined;
  const restart = async (round: Round) => {
    for (const [name, instance] of round.restarts) {
      await shop.restart(name, instance);
      restarts += 1;
      await pause(takenUpMs);
    }
  };
  try {
    for (const round of rounds) {
      await step(round.title, async () => {
        if (round.isVisited) visits = await visitDuring(shop, () => restart(round));
        else await restart(round);
      });
    }
    if (deployAndWithdraw) await step("Deploying a new version of one service, and withdrawing it", deployAndWithdraw);
  } finally {
    // Running clients would keep a process whose run has failed.
    await clients.stop();
  }
  const { isMet, faults } = await conclude(shop, { clients, visits }, step);
  return { line: { rolling: { restarts, ...faults, deadPages: visits?.dead.length } }, isMet };
}

/** Restarts that are one step, in their order. */
type Round = { title: string; restarts: readonly (readonly [name: string, instance: number])[]; isVisited: boolean };

function roundsOf({ isByInstance, isVisited }: RollingShop): Round[] {
  const numbers = Array.from({ length: instances }, (_each, index) => index + 1);
  if (isByInstance)
    return numbers.map((instance) => ({
      title: `Replacing all of host ${instance}, one after the other`,
      restarts: shopProcesses.map(({ name }) => [name, instance]),
      isVisited: false,
    }));
  return shopProcesses.map(({ name }) => ({
    title: `Restarting ${name}, one instance after the other`,
    restarts: numbers.map((instance) => [name, instance]),
    isVisited: isVisited && name === storefront.name,
  }));
}

type Seen = { clients: Clients; visits?: Visits | undefined; failed?: readonly Failure[] };

/** Judges what the clients have seen, whose `failed` queries count, and what the stores have. */
export async function conclude(
  shop: RollingShop,
  { clients, visits, failed = clients.failed }: Seen,
  step: ReturnType<typeof numberedSteps>,
): Promise<{ isMet: boolean; faults: { failedQueries: number; lost: number; doubled: number } }> {
  const { answered, purchases, broken } = clients;
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
  const faulty = failed.map(({ at, address, fault }) => `${timeOf(at)} ${shop.urls[address]}: ${fault}`);
  for (const fault of [...faulty.slice(0, 5), ...lost.slice(0, 5), ...dead.slice(0, 5)])
    say(`  ${paint("red", fault)}`);
  const used = visits ? `${visits.opened} pages used in a browser` : "no browser";
  say(`${answered()} queries answered, ${purchases.length} purchases, ${used}; ${audit}`);
  const isClean = audit.startsWith("Clean:");
  const isBusy = answered() > 0 && purchases.length > 0 && visits?.opened !== 0;
  const faults = [failed.length, lost.length, doubled, dead.length];
  return {
    isMet: isBusy && isClean && faults.every((count) => count === 0),
    faults: { failedQueries: failed.length, lost: lost.length, doubled },
  };
}

/** The time of day, as in logs, of a moment of the clock of `performance`. */
export function timeOf(at: number): string {
  return new Date(performance.timeOrigin + at).toISOString().slice(11, 19);
}

function verdictOf(audit: string): string {
  return /^Clean: .*$/m.exec(audit)?.[0] ?? `the audit is not clean:\n${audit}`;
}
