/** One history from its seed: shoppers come while things go wrong, then nothing goes wrong any more, and the books are read. */
import { createHash } from "node:crypto";
import { guest } from "@hansa/kit/graph-client";
import type { Viewer } from "@hansa/kit/identity";
import { type Asking, askOnce, type Client, think } from "./client.ts";
import { openBooks } from "./invariants.ts";
import { checkoutComplete } from "./mutations.ts";
import { createScheduler, type Life } from "./scheduler.ts";
import type { Configs } from "./services.ts";
import { type Death, openShop } from "./shop.ts";
import { goShopping, type Memory } from "./trip.ts";
import { drawWeather } from "./weather.ts";

export type HistoryOptions = {
  seed: number;
  /** How many orders are placed in it. */
  orders: number;
  /** Where its stores lie. */
  folder: string;
  configs: Configs;
  variantIds: readonly string[];
  death?: Death | undefined;
  /** Hears everything that happens. */
  listen?: (line: string) => void;
};

export type History = {
  seed: number;
  /** The same for the same seed, whatever else is run. */
  hash: string;
  violations: string[];
  orders: Record<string, number>;
  reached: ReadonlyMap<string, number>;
  deaths: number;
  trips: number;
};

const shoppers = 5;
/** On empty shelves nobody finds anything: then a history has fewer orders, and says so. */
const tripsPerOrder = 4;
const second = 1_000;
const minute = 60 * second;

/** Pauses in which everything must come to rest: retries, enquiries, holds that end, the longest hold, and what follows from its end. */
const pauses = [
  2 * second,
  6 * second,
  70 * second,
  16 * minute,
  35 * second,
  61 * minute,
  70 * second,
  5 * second,
  20 * second,
];

const scopes = ["orders:read", "orders:write", "refunds:write", "payments:write", "fulfilments:write"];
const staff: Client = {
  viewer: { kind: "user", id: "usr_staff", role: "ADMIN", scopes, sessionId: "ses_staff" },
  guest: [],
};

export async function runHistory({
  seed,
  orders,
  folder,
  configs,
  variantIds,
  death,
  listen,
}: HistoryOptions): Promise<History> {
  const scheduler = createScheduler(seed);
  const trace = createHash("sha256");
  const violations: string[] = [];
  const told = (what: string): void => {
    const line = `${scheduler.now().toFixed(1)} ${what}\n`;
    trace.update(line);
    listen?.(line);
  };
  const blamed = (what: string): void => {
    told(what);
    violations.push(what);
  };
  const weather = drawWeather(scheduler.chance);
  const shop = await openShop({ scheduler, configs, weather, death, told, blamed });
  const asking: Asking = { shop, scheduler, told };
  const memories: Memory[] = [];
  let placed = 0;
  let trips = 0;
  let underWay = 0;
  let busy = shoppers;

  async function shopper(index: number): Promise<void> {
    const mostTrips = orders * tripsPerOrder;
    while (placed < orders && trips < mostTrips) {
      if (placed + underWay >= orders) {
        await think(asking, 500);
        continue;
      }
      trips += 1;
      underWay += 1;
      const viewer: Viewer =
        index % 2 === 0
          ? guest
          : { kind: "user", id: `usr_${index}`, role: "CUSTOMER", scopes: [], sessionId: `ses_${index}` };
      const remember = (memory: Memory) => void memories.push(memory);
      const client = { viewer, guest: [] };
      if (await goShopping({ ...asking, name: `trip-${trips}`, client, staff, variantIds, remember })) placed += 1;
      underWay -= 1;
      await think(asking, 200);
    }
    busy -= 1;
  }

  for (let index = 0; index < shoppers; index += 1) void shopper(index).catch((error) => blamed(String(error.stack)));
  for (let jumps = 0; jumps < 2; jumps += 1)
    if (scheduler.chance() < weather.jump)
      scheduler.after(clock, scheduler.chance() * 8 * second, () => scheduler.jump(scheduler.chance() * 40 * minute));
  await scheduler.run(() => busy === 0);

  shop.calmDown();
  await scheduler.run(() => shop.isComplete());
  const books = openBooks(folder);
  try {
    for (const pause of pauses) {
      await scheduler.settle();
      if (books.breaches().length === 0) break;
      scheduler.jump(pause);
    }
    await scheduler.settle();
    violations.push(...books.breaches());
    let asked = 0;
    for (const memory of memories)
      void askAgain(asking, memory, blamed).finally(() => {
        asked += 1;
      });
    await scheduler.run(() => asked === memories.length);
    const outcomes = books.outcomes();
    trace.update(JSON.stringify([outcomes, violations]));
    return {
      seed,
      hash: trace.digest("hex").slice(0, 16),
      violations,
      orders: outcomes,
      reached: shop.reached,
      deaths: shop.deaths(),
      trips,
    };
  } finally {
    books.close();
    await shop.close();
  }
}

const clock: Life = { name: "clock", isAlive: true };

/** The same key again gives the same one order, for ever. */
async function askAgain(
  asking: Asking,
  { name, client, completion, orderIds }: Memory,
  blamed: (what: string) => void,
): Promise<void> {
  if (orderIds.size > 1) blamed(`I9 ${name}: one key has become the orders ${[...orderIds].join(" and ")}`);
  if (!completion || orderIds.size === 0) return;
  const answer = await askOnce(asking, client, checkoutComplete, completion);
  if (!answer?.order || !orderIds.has(answer.order.id))
    blamed(`I5 ${name}: the order ${[...orderIds].join()} was answered before, and now ${JSON.stringify(answer)}`);
  else if (answer.order.state === "PENDING_PAYMENT") blamed(`I5 ${name}: the order ${answer.order.id} never ended`);
}
