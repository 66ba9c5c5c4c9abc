/** Runs the services' background work while the seed lets time pass: jobs every sixth night, and event consumers. */
import { dayMs } from "./calendar.ts";
import { type SeedShop, waitUntil } from "./shop.ts";

const nightsApart = 6 * dayMs;

/** Lets time pass until `at`. E-mails are sent, messages of the provider arrive and orders are completed meanwhile, each near its day. */
export async function advanceTo(shop: SeedShop, at: number): Promise<void> {
  for (let night = nightAfter(shop.runtime.now()); night <= at; night += nightsApart) {
    await waitUntil(shop, night);
    await runTimers(shop);
  }
  await waitUntil(shop, at);
}

/** Once, now. */
export async function runTimers({ payments, orders }: SeedShop): Promise<void> {
  await payments.runJobsOnce();
  await orders.catchUp();
  await orders.runJobsOnce();
}

function nightAfter(now: number): number {
  return (Math.floor(now / nightsApart) + 1) * nightsApart;
}
