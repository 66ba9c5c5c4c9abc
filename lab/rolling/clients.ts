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
import { openPageClient, readPages } from "../../cli/testing/playground-pages.ts";
import { describeFailure, isConnectionRefused, runClients } from "../harness/load.ts";
import type { RollingShop } from "./shop.ts";

/** A completed purchase, with the checkout that it is the order of. */
type Purchase = { checkoutId: string; number: string; guestToken: string | undefined };

export type Clients = {
  /** Queries that were answered, and those that failed with the reason. */
  answered(): number;
  failed: readonly string[];
  purchases: readonly Purchase[];
  /** Purchases that failed at some step, with the reason. */
  broken: readonly string[];
  stop(): Promise<void>;
};

const queryClients = 4;
const visitors = 1;
const buyers = 2;
const visitedPage = "/products/tidemark-mug";
/** A client of pages pauses after each response: so much load leaves the machine time for starts and compositions. */
const pauseMs = 40;
/** More units than are bought. */
const plenty = 10_000;

/** Starts the clients. */
export async function startClients(shop: RollingShop): Promise<Clients> {
  const pages = readPages(shop).filter(({ isQuery }) => isQuery);
  if (pages.length === 0) throw new Error("the playground has no queries");
  const senders = await Promise.all(shop.urls.map((url) => openPageClient({ url })));
  const variant = await findAvailableVariant(shop);
  await setStock(shop, variant.id, plenty);
  const failed: string[] = [];
  const purchases: Purchase[] = [];
  const broken: string[] = [];
  let answered = 0;
  let turn = 0;
  let isStopped = false;

  /** Sends to the addresses in turn. */
  async function alternate<Result>(send: (address: number) => Promise<Result>): Promise<Result> {
    turn += 1;
    const first = turn % shop.urls.length;
    const other = (first + 1) % shop.urls.length;
    try {
      return await send(first);
    } catch (error) {
      if (other === first || !isConnectionRefused(error)) throw error;
      return send(other);
    }
  }

  async function sendQuery(page: (typeof pages)[number]): Promise<void> {
    try {
      const { errors } = await alternate((address) => senderOf(address)(page));
      if (errors.length > 0) failed.push(`${page.name}: ${JSON.stringify(errors).slice(0, 300)}`);
      else answered += 1;
    } catch (error) {
      failed.push(`${page.name}: ${describeFailure(error)}`);
    }
    await pause(pauseMs);
  }

  /** Reads a page of the storefront through the router, and asks for all of it each time. */
  async function visit(): Promise<void> {
    try {
      const { status, text } = await alternate(async (address) => {
        const response = await fetch(new URL(visitedPage, shop.urls[address]), { headers: { accept: "text/html" } });
        return { status: response.status, text: await response.text() };
      });
      if (status === 200 && text.endsWith("</html>")) answered += 1;
      else failed.push(`${visitedPage}: ${status} ${text.slice(0, 300)}`);
    } catch (error) {
      failed.push(`${visitedPage}: ${describeFailure(error)}`);
    }
    await pause(pauseMs);
  }

  function senderOf(address: number): Awaited<ReturnType<typeof openPageClient>> {
    const sender = senders[address];
    if (!sender) throw new Error(`there is no address ${address}`);
    return sender;
  }

  async function buy(): Promise<void> {
    let checkoutId = "";
    const guest: string[] = [];
    const route: Route = {
      send: async (document, input) =>
        fieldOf(
          await alternate((address) =>
            requireData(executeDocument(shop.urls[address] ?? "", document, { input }, { guest })),
          ),
        ),
    };
    try {
      checkoutId = await prepareCheckout(route, await fillCart(route, variant.id));
      guest.push(checkoutId);
      requireSuccess(await startPayment(route, checkoutId, "tok_ok"));
      const { number, guestToken } = requireOrder(await completeCheckout(route, checkoutId));
      purchases.push({ checkoutId, number, guestToken });
    } catch (error) {
      broken.push(`${checkoutId || "before the checkout"}: ${describeFailure(error)}`);
    }
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
    },
  };
}
