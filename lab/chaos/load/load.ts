/** The load of a chaos run: shoppers, a refund desk, and a warehouse that restocks scarce goods. */
import { setTimeout as pause } from "node:timers/promises";
import { InventoryAdjustDocument } from "@hansa/client/documents/products";
import { count, runClients } from "../../harness/load.ts";
import { continueAfterPurchase } from "./after-purchase.ts";
import { type Client, type Load, openClient, sendUntilSettled } from "./client.ts";
import { repeatOwedRefunds } from "./owed-refunds.ts";
import { purchase, type Wish } from "./purchase.ts";

/** The shoppers: their number and their behaviour. */
export type Crowd = {
  shoppers: number;
  /** The share of purchases that want something scarce. */
  onScarce: number;
  /** How buyers pay, by the sandbox's tokens, and where they leave; by weight. */
  tokens: Readonly<Record<string, number>>;
  leavers: Readonly<Record<Wish["leavesAfter"], number>>;
};

const deliverEveryMs = 1_500;

/**
 * The crowd of a run: it pays in every way that goes wrong and comes right, if need be by a colleague. A few hundred purchases must come to
 * the shares that a run promises, not only thousands: so a little more of them want what is scarce, or are abandoned.
 */
export const defaultCrowd: Crowd = {
  shoppers: 40,
  onScarce: 0.38,
  tokens: {
    tok_ok: 54,
    tok_lost_answer: 5,
    tok_double_webhook: 5,
    tok_capture_lost_answer: 5,
    tok_declined: 4,
    tok_insufficient_funds: 2,
    tok_second_step: 3,
    tok_slow: 2,
    tok_processing: 2,
    tok_capture_refused: 2,
    tok_refund_pending: 2,
    tok_refund_lost_answer: 2,
    tok_refund_fails: 1,
    tok_refund_fails_later: 2,
    tok_refund_comes_back: 4,
    tok_dispute_won: 4,
    tok_dispute_lost: 4,
  },
  leavers: { never: 78, cart: 6, checkout: 11, payment: 5 },
};

/** Resolves when everybody has finished what they had begun when the load was closed. */
export async function runLoad(load: Load, crowd: Crowd, seed: number): Promise<void> {
  const finance = openClient(load, seed, "finance", load.goods.finance);
  const everybody = Array.from({ length: crowd.shoppers }, (_, index) =>
    openClient(load, seed, `shopper-${index + 1}`, load.goods.customers[index] ?? null),
  );
  const warehouse = openClient(load, seed, "warehouse", load.goods.warehouse);
  await Promise.all([...everybody.map((each) => shop(each, crowd, finance)), deliver(warehouse)]);
}

/** The desk of the whole run: it works until the run is over, also while the shop comes to rest. */
export function runDesk(load: Load, seed: number): Promise<void> {
  return repeatOwedRefunds(openClient(load, seed, "desk", load.goods.finance));
}

async function shop(client: Client, crowd: Crowd, finance: Client): Promise<void> {
  const { counters, isClosing } = client.load;
  // Not all in the same moment.
  await pause(client.chance.whole(0, 500));
  await runClients(1, isClosing, async (_client, turn) => {
    const wish = makeWish(client, crowd, turn + 1);
    counters.started += 1;
    const ended = await purchase(client, wish);
    if ("bought" in ended) {
      count(counters.endings, "bought");
      counters.placed += 1;
      return continueAfterPurchase(client, finance, wish, ended.bought);
    }
    count(counters.endings, ended.ending);
    if (ended.ending === "left after cart" || ended.ending === "left after checkout") counters.abandoned += 1;
  });
}

function makeWish({ load, name, chance }: Client, crowd: Crowd, number: number): Wish {
  const isScarce = chance.happens(crowd.onScarce);
  if (isScarce) load.counters.scarce += 1;
  return {
    name: `${name}-${number}`,
    good: chance.oneOf(isScarce ? load.goods.scarce : load.goods.plenty),
    quantity: chance.whole(1, 3),
    paymentToken: chance.weighted(crowd.tokens),
    leavesAfter: chance.weighted(crowd.leavers),
  };
}

/** Brings a few of something scarce, so that there is always something to fight for. */
async function deliver(warehouse: Client): Promise<void> {
  const { chance, load } = warehouse;
  await runClients(1, load.isClosing, async (_client, turn) => {
    const { variantId } = chance.oneOf(load.goods.scarce);
    const idempotencyKey = `delivery-${turn + 1}`;
    const received = { delta: chance.whole(1, 12), reason: "RECEIVED", idempotencyKey } as const;
    await sendUntilSettled(warehouse, InventoryAdjustDocument, { input: { variantId, ...received } });
    await pause(deliverEveryMs);
  });
}
