/** Plays a history to its end: after the last fault the shop must come to rest, and the stores are audited. */

import { createHash } from "node:crypto";
import { OrderRefundDocument } from "@hansa/client/documents/orders";
import { CheckoutCompleteDocument } from "@hansa/client/documents/purchase";
import { successOf } from "@hansa/client/mutation";
import { openRefundDesk } from "@hansa/client/refund-desk";
import { type Client, type ClientContext, sendWithRetries } from "./clients/client.ts";
import { staff } from "./clients/viewers.ts";
import { createScheduler, type Scheduler } from "./scheduler.ts";
import type { FaultProfile } from "./shop/fault-profile.ts";
import { beginning } from "./shop/runtime.ts";
import type { Configured } from "./shop/services.ts";
import { openShop, type PlannedCrash } from "./shop/shop.ts";
import { openStoreAudit } from "./store-audit.ts";

/** A client's record of a checkout, with which later responses must agree. */
export type Memory = {
  name: string;
  client: Client;
  checkoutId: string;
  /** The input of `checkoutComplete`, once it was sent. */
  completion: { checkoutId: string; idempotencyKey: string } | undefined;
  /** Every order that a response named: never more than one. */
  orderIds: Set<string>;
};

/** The shop and the clients' context in a play. */
export type PlayContext = ClientContext & {
  remember(memory: Memory): void;
  /** Tells that something happened which must not. */
  blamed(what: string): void;
};

export type Playing = {
  seed: number;
  /** The folder of its stores. */
  folder: string;
  configured: Configured;
  death?: PlannedCrash | undefined;
  /** Whether second processes of orders and payments run beside the first. */
  replicas?: boolean | undefined;
  /** Called for everything that happens. */
  listen?: ((line: string) => void) | undefined;
  /** Drawn before anything else. */
  weatherFrom(chance: () => number): FaultProfile;
  /** Findings of the audit that are left on purpose, for a person. */
  leaves?: RegExp | undefined;
  act(scenery: PlayContext, weather: FaultProfile): Promise<void>;
};

/** The result of a play. */
export type Play = {
  seed: number;
  /** The same for the same seed, independent of other runs. */
  hash: string;
  violations: string[];
  orders: Record<string, number>;
  reached: ReadonlyMap<string, number>;
  deaths: number;
};

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

export async function playToEnd({
  seed,
  folder,
  configured,
  death,
  replicas = false,
  listen,
  weatherFrom,
  leaves,
  act,
}: Playing): Promise<Play> {
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
  const weather = weatherFrom(scheduler.chance);
  const shop = await openShop({ scheduler, configured, weather, death, replicas, told, blamed });
  const asking: ClientContext = { shop, scheduler, told };
  const memories: Memory[] = [];
  const remember = (memory: Memory): void => void memories.push(memory);

  await finish(
    scheduler,
    act({ ...asking, remember, blamed }, weather).catch((error) => blamed(String(error.stack))),
  );

  shop.calmDown();
  await scheduler.run(() => shop.isComplete());
  const books = openStoreAudit(folder, () => beginning + scheduler.now());
  try {
    const breaches = (): string[] => books.breaches().filter((breach) => !leaves?.test(breach));
    const giveAgain = openRefundDesk((input) => sendWithRetries(asking, staff, OrderRefundDocument, input));
    const seeToRefunds = () => finish(scheduler, giveAgain(books.owed()));
    await rest(scheduler, seeToRefunds, () => breaches().length === 0);
    violations.push(...breaches());
    await finish(scheduler, Promise.all(memories.map((memory) => askAgain(asking, memory, blamed))));
    const outcomes = books.outcomes();
    trace.update(JSON.stringify([outcomes, violations]));
    return {
      seed,
      hash: trace.digest("hex").slice(0, 16),
      violations,
      orders: outcomes,
      reached: shop.reached,
      deaths: shop.deaths(),
    };
  } finally {
    books.close();
    await shop.close();
  }
}

/** Runs the scheduler until this work has ended. */
async function finish(scheduler: Scheduler, work: Promise<unknown>): Promise<void> {
  let isOver = false;
  void work.finally(() => {
    isOver = true;
  });
  await scheduler.run(() => isOver);
}

async function rest(scheduler: Scheduler, seeToRefunds: () => Promise<void>, isQuiet: () => boolean): Promise<void> {
  for (const pause of pauses) {
    await scheduler.settle();
    await seeToRefunds();
    if (isQuiet()) break;
    scheduler.jump(pause);
  }
  await scheduler.settle();
}

/** The same key again gives the same one order, for ever. */
async function askAgain(
  asking: ClientContext,
  { name, client, completion, orderIds }: Memory,
  blamed: (what: string) => void,
): Promise<void> {
  if (orderIds.size > 1) blamed(`I9 ${name}: one key has become the orders ${[...orderIds].join(" and ")}`);
  if (!completion || orderIds.size === 0) return;
  // The service that answers may crash only now, during its remaining work.
  const response = await sendWithRetries(asking, client, CheckoutCompleteDocument, completion);
  const order = successOf(response)?.order;
  if (!order || !orderIds.has(order.id))
    blamed(`I5 ${name}: the order ${[...orderIds].join()} was answered before, and now ${JSON.stringify(response)}`);
  else if (order.state === "PENDING_PAYMENT") blamed(`I5 ${name}: the order ${order.id} never ended`);
}
