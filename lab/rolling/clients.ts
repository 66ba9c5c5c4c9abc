/** Clients of a shop: they alternate between its addresses, and repeat a request at another one only if its connection was refused. */
import { setTimeout as pause } from "node:timers/promises";
import {
  completeCheckout,
  fillCart,
  findAvailableVariant,
  prepareCheckout,
  requireOrder,
  setStock,
  startPayment,
} from "@hansa/client/buyer";
import { executeDocument, requireData } from "@hansa/client/graphql-client";
import { fieldOf, type Route, requireSuccess } from "@hansa/client/mutation";
import { eventually } from "@hansa/client/polling";
import { openPageClient, readPages } from "../../cli/testing/playground-pages.ts";
import { describeFailure, runClients } from "../harness/load.ts";
import { openAddresses } from "./addresses.ts";
import type { RollingShop } from "./shop.ts";

/** A completed purchase, with the checkout that it is the order of, and its beginning by the clock of `performance`. */
type Purchase = { checkoutId: string; number: string; guestToken: string | undefined; begunAt: number };

/** A query that failed, with the address that it was sent to, and its end by the same clock. */
export type Failure = { at: number; address: number; fault: string };

export type Clients = {
  /** Queries that were answered, and those that failed with the reason. */
  answered(): number;
  failed: readonly Failure[];
  purchases: readonly Purchase[];
  /** Purchases that failed at some step, with the reason. */
  broken: readonly string[];
  stop(): Promise<void>;
};

const queryClients = 4;
const visitors = 1;
const buyers = 2;
const visitedPage = "/products/tidemark-mug";
/** How long a request of a buyer is repeated while a host is lost, under the key that it has. */
const persistMs = 60_000;
const persistPauseMs = 250;
/** More units than are bought. */
const plenty = 10_000;

/** Starts the clients. `isHostLost`: a host will be silent, and clients find that out. */
export async function startClients(shop: RollingShop, isHostLost = false): Promise<Clients> {
  const pages = readPages(shop).filter(({ isQuery }) => isQuery);
  if (pages.length === 0) throw new Error("the playground has no queries");
  const senders = await Promise.all(shop.urls.map((url) => openPageClient({ url })));
  // The first requests after a start compile operations and statements: on a busy machine they take seconds.
  for (const send of senders)
    for (const page of pages)
      await eventually(`${page.name} is answered`, async () => (await send(page)).errors.length === 0 || undefined);
  const addresses = openAddresses(shop.urls, isHostLost);
  const variant = await findAvailableVariant(shop);
  await setStock(shop, variant.id, plenty);
  const failed: Failure[] = [];
  const purchases: Purchase[] = [];
  const broken: string[] = [];
  let answered = 0;
  let isStopped = false;

  /** Sends a request of a buyer, again if a host was lost with it: by its key it is done once. */
  async function persist<Result>(send: (address: number) => Promise<Result>): Promise<Result> {
    const giveUpAt = performance.now() + (isHostLost ? persistMs : 0);
    for (;;) {
      try {
        return await addresses.alternate(send);
      } catch (error) {
        if (performance.now() >= giveUpAt) throw error;
        await pause(persistPauseMs);
      }
    }
  }

  /** Asks, and notes where and when it failed. `ask` returns the fault of a response. */
  async function note(name: string, ask: (address: number) => Promise<string | undefined>): Promise<void> {
    let last = 0;
    const sent = addresses.alternate((address) => {
      last = address;
      return ask(address);
    });
    const fault = await sent.catch(describeFailure);
    if (fault === undefined) answered += 1;
    else failed.push({ at: performance.now(), address: last, fault: `${name}: ${fault}` });
    await pause(shop.pauseMs);
  }

  function sendQuery(page: (typeof pages)[number]): Promise<void> {
    return note(page.name, async (address) => {
      const { errors } = await senderOf(address)(page);
      return errors.length > 0 ? JSON.stringify(errors).slice(0, 300) : undefined;
    });
  }

  /** Reads a page of the storefront through the router, and asks for all of it each time. */
  function visit(): Promise<void> {
    return note(visitedPage, async (address) => {
      const response = await fetch(new URL(visitedPage, shop.urls[address]), { headers: { accept: "text/html" } });
      const text = await response.text();
      const isWhole = response.status === 200 && text.endsWith("</html>");
      return isWhole ? undefined : `${response.status} ${text.slice(0, 300)}`;
    });
  }

  function senderOf(address: number): Awaited<ReturnType<typeof openPageClient>> {
    const sender = senders[address];
    if (!sender) throw new Error(`there is no address ${address}`);
    return sender;
  }

  async function buy(): Promise<void> {
    const begunAt = performance.now();
    let checkoutId = "";
    const guest: string[] = [];
    const route: Route = {
      send: async (document, input) =>
        fieldOf(
          await persist((address) =>
            requireData(executeDocument(shop.urls[address] ?? "", document, { input }, { guest })),
          ),
        ),
    };
    try {
      checkoutId = await prepareCheckout(route, await fillCart(route, variant.id));
      guest.push(checkoutId);
      requireSuccess(await startPayment(route, checkoutId, "tok_ok"));
      const { number, guestToken } = requireOrder(await completeCheckout(route, checkoutId));
      purchases.push({ checkoutId, number, guestToken, begunAt });
    } catch (error) {
      broken.push(`${checkoutId || "before the checkout"}: ${describeFailure(error)}`);
    }
    await pause(shop.pauseMs);
  }

  const isOver = () => isStopped;
  const running = [
    runClients(queryClients, isOver, async (client, turn) => {
      const page = pages[(client + turn) % pages.length];
      if (page) await sendQuery(page);
    }),
    runClients(visitors, isOver, visit),
    runClients(buyers, isOver, buy),
  ];
  return {
    answered: () => answered,
    failed,
    purchases,
    broken,
    stop: async () => {
      isStopped = true;
      await Promise.all(running);
      await addresses.stop();
    },
  };
}
