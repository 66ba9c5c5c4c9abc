/** A fresh orders service for one test, with the real products service, fakes of users and payments, and a manual clock. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { auditRecorded } from "@hansa/contracts/audit-log";
import { orders as contract } from "@hansa/contracts/orders";
import { processes, type ServiceName } from "@hansa/contracts/processes";
import { developmentRing, type Origin, type Viewer } from "@hansa/kit/identity";
import { appendEvent, findEvents } from "@hansa/kit/messaging";
import { callPeer, directTransport, type EventContract, type PeerOptions } from "@hansa/kit/rpc";
import { createMetrics } from "@hansa/kit/runtime";
import type { Subgraph } from "@hansa/kit/service";
import {
  type GraphResponse,
  lookUpsIn,
  manualRuntime,
  sendQuery,
  storeVariables,
  temporaryFolder,
  userWith,
} from "@hansa/kit/testing";
import { onTestFinished } from "vitest";
import type { ZodType, z } from "zod";
import { readConfig } from "../../src/config.ts";
import { orders as ordersService } from "../../src/server.ts";
import { seedRates } from "../../src/service/seed.ts";
import type { Settings } from "../../src/store/settings/settings.ts";
import { rates } from "./data/rates.ts";
import { fakePayments } from "./peers/payments.ts";
import { realProducts } from "./peers/products.ts";
import { faultyTransport } from "./peers/transport-faults.ts";
import { fakeUsers } from "./peers/users.ts";

export const noon = Date.UTC(2026, 0, 15, 12);
export const minute = 60_000;
export const ada: Viewer = userWith("user_ada");
export const bob: Viewer = userWith("user_bob");
export const support: Viewer = userWith("user_support", ["orders:read", "orders:write"], "SUPPORT");

/** The identity of a request: a guest if no viewer is given; `guest` lists the tokens in the client's header, `from` is its origin. */
export type Sender = { viewer?: Viewer; guest?: string[]; from?: Origin };

/** The settings that a new shop begins with instead of the defaults, and variables of its environment. */
export type ShopOptions = Partial<Settings> & { environment?: Record<string, string> };

/** Opens the shop; it is closed and removed when the test ends. */
export async function shop({ environment = {}, ...settings }: ShopOptions = {}) {
  const folder = temporaryFolder();
  const runtime = manualRuntime(noon);
  const products = await realProducts(folder.path, runtime, settings);
  const users = fakeUsers(runtime);
  const payments = fakePayments(runtime);
  const servers = new Map<ServiceName, Subgraph["internal"]>([
    ["products", products.service.internal],
    ["users", users.internal],
    ["payments", payments.internal],
  ]);
  const transport = faultyTransport(directTransport(servers));
  const stores = await storeVariables("orders", folder.path);
  const given = readConfig({ HANSA_DATA: folder.path, HANSA_LOG_LEVEL: "silent", ...stores, ...environment });
  const config = { ...given, firstSettings: { ...given.firstSettings, ...settings } };
  const open = () => ordersService.configured(config).open(runtime, transport.send);
  const running = { service: await open() };
  await seedRates(running.service.deps, rates);
  const { lastSeq } = await running.service.deps.store.read((db) => findEvents(db, 0, 500));
  onTestFinished(async () => {
    await running.service.stop();
    await Promise.all([products.service.stop(), users.internal.close(), payments.internal.close()]);
    folder.remove();
  });

  const asPeer = (self: ServiceName): PeerOptions => ({
    callee: "orders",
    ring: developmentRing(self, processes),
    transport: directTransport(new Map([["orders", running.service.internal]])),
    runtime,
    metrics: createMetrics(),
  });
  const query = (text: string, variables: Record<string, unknown> = {}, sender: Sender = {}): Promise<GraphResponse> =>
    sendQuery("orders", running.service, runtime, { query: text, variables, ...sender });

  return {
    runtime,
    products,
    users,
    payments,
    transport: transport,
    running,
    query,
    /** The operation that payments calls before it starts a payment. */
    payable: (checkoutId: string, userId: string | null = null) =>
      callPeer(asPeer("payments"), contract.payable, { checkoutId, userId }),
    /** The notification of payments; the response waits for its events, not for the saga. */
    paymentChanged: (checkoutId: string) => callPeer(asPeer("payments"), contract.paymentChanged, { checkoutId }),
    /** The operation that products calls for days that staff enters. */
    calendarDays: (...days: string[]) => callPeer(asPeer("products"), contract.calendarDays, { days }),
    /** The operation that users calls for the personal data of an account. */
    personalData: (userId: string) => callPeer(asPeer("users"), contract.personalData, { userId }),
    /** The operations that users calls for the personal data and the erasure of a guest. */
    guestData: (email: string) => callPeer(asPeer("users"), contract.guestData, { email }),
    unsentOrders: (person: { userId?: string; email?: string }, cancel = false) =>
      callPeer(asPeer("users"), contract.unsentOrders, { userId: null, email: null, ...person, cancel }),
    eraseGuest: (id: string, email: string) => callPeer(asPeer("users"), contract.eraseGuest, { id, email }),
    /** Publishes an event of orders, in place of a service function that is not under test. */
    publishEvent: <Payload extends ZodType>(contract: EventContract<Payload>, payload: z.input<Payload>) =>
      running.service.deps.store.write("tell", (tx) => appendEvent(runtime, tx, contract, payload)),
    /** The sent e-mails, the oldest first. */
    mail: (): string[] => {
      const names = readdirSync(folder.path, { recursive: true, encoding: "utf8" });
      return names
        .filter((name) => name.startsWith("orders/mail/"))
        .sort()
        .map((name) => readFileSync(join(folder.path, name), "utf8"));
    },
    folder: folder.path,
    /** Runs the jobs. */
    work: () => running.service.runJobsOnce(),
    /** Applies the events that payments has. */
    applyEvents: () => running.service.catchUp(),
    /** Stops the service as in a crash and opens it again on the same store. */
    restart: async () => {
      await running.service.stop();
      running.service = await open();
    },
    /** Another process on the same store. */
    twin: async () => {
      const twin = await open();
      onTestFinished(() => twin.stop());
      return twin;
    },
    ...lookUpsIn(config.store),
    /** The types of the published events since the shop opened, in order, without those of the audit log. */
    publishedEvents: async (): Promise<string[]> =>
      (await running.service.deps.store.read((db) => findEvents(db, lastSeq, 500))).events
        .map((event) => event.type)
        .filter((type) => type !== auditRecorded.type),
  };
}

export type Shop = Awaited<ReturnType<typeof shop>>;

/** The units of a variant on hand and reserved; and those that are committed, if there are any. */
export async function stockLevelOf(s: Shop, variantId: string): Promise<unknown> {
  const statement = `SELECT on_hand AS "onHand", committed, reserved FROM stock_levels WHERE variant_id = '${variantId}'`;
  const { committed, ...level } = Object((await s.products.rows(statement))[0]);
  return committed > 0 ? { ...level, committed } : level;
}
