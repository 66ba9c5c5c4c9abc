/** Buyers in a loop that record the duration of each request. */
import {
  completeCheckout,
  fillCart,
  findAvailableVariant,
  prepareCheckout,
  requireOrder,
  setStock,
  startPayment,
} from "@hansa/client/buyer";
import { eventually } from "@hansa/client/polling";

/** One step of a purchase, by the wall's clock. */
type Step = { from: number; to: number };

export type Buyers = {
  /** The numbers of the orders that were placed so far. */
  placed: readonly string[];
  /** Requests without a response, and refusals. */
  refused: readonly string[];
  /** The longest step that was under way at some moment between the two, in milliseconds; 0 if there was none. */
  longestStep(from: number, to: number): number;
  /** Lets each of them end the purchase that they are in. */
  stop(): Promise<void>;
};

/** So many buy at once. */
const count = 3;

export async function startBuyers(shop: { url: string }): Promise<Buyers> {
  const { id } = await findAvailableVariant(shop);
  await setStock(shop, id, 10_000);
  const placed: string[] = [];
  const refused: string[] = [];
  const steps: Step[] = [];
  let isStopping = false;

  async function timed<T>(step: () => Promise<T>): Promise<T> {
    const from = Date.now();
    try {
      return await step();
    } finally {
      steps.push({ from, to: Date.now() });
    }
  }
  async function buy(): Promise<void> {
    const cartId = await timed(() => fillCart(shop, id));
    const checkoutId = await timed(() => prepareCheckout(shop, cartId));
    const payment = await timed(() => startPayment(shop, checkoutId, "tok_ok"));
    if (payment.__typename !== "PaymentStarted") throw new Error(`no payment: ${payment.__typename}`);
    placed.push(requireOrder(await timed(() => completeCheckout(shop, checkoutId))).number);
  }
  async function buyOn(): Promise<void> {
    while (!isStopping) await buy().catch((error: unknown) => void refused.push(String(error)));
  }

  const buying = Promise.all(Array.from({ length: count }, buyOn));
  return {
    placed,
    refused,
    longestStep: (from, to) =>
      Math.max(0, ...steps.filter((step) => step.from <= to && step.to >= from).map((step) => step.to - step.from)),
    stop: async () => {
      isStopping = true;
      await buying;
    },
  };
}

/** Waits until the buyers have placed `count` orders; throws if one was refused. */
export async function waitForOrders(buyers: Buyers, count: number): Promise<void> {
  await eventually(`${count} orders are placed`, async () => {
    if (buyers.refused.length > 0) throw new Error(buyers.refused.join("\n"));
    return buyers.placed.length >= count ? true : undefined;
  });
}

/** Buys something; answers with the number of the order. */
export async function buyOne(shop: { url: string }): Promise<string> {
  const { id } = await findAvailableVariant(shop);
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, id));
  await startPayment(shop, checkoutId, "tok_ok");
  return requireOrder(await completeCheckout(shop, checkoutId)).number;
}
