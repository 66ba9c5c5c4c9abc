/** A small running shop for tests of commands: products, users and orders behind a real router, on free ports, with the demo accounts. */
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { demoAccount, demoAccounts } from "@hansa/client/demo-accounts";
import { createLog } from "@hansa/contracts/log";
import { byService, processes } from "@hansa/contracts/processes";
import { developmentRing } from "@hansa/kit/identity";
import { systemRuntime } from "@hansa/kit/runtime";
import { usualUnsentLimits } from "@hansa/kit/server";
import type { Subgraph } from "@hansa/kit/service";
import { shopLimits } from "../../../../../router/src/operation/graph-limits.ts";
import { openRouter } from "../../../../../router/src/server.ts";
import { hashPassword } from "../../../../../subgraphs/users/src/providers/passwords.ts";
import { seedAccounts } from "../../../../../subgraphs/users/src/service/accounts/seed.ts";
import { type Staff, staffOf } from "../../../../commands/import/staff.ts";
import { openShop, type Shop } from "../../../../host/in-process-shop.ts";
import { seedShop } from "../../../../host/seed.ts";
import { changeSettings } from "../../../../testing/shop-limits.ts";

export type RunningShop = { shop: Shop; staff: Staff; folder: string; close(): Promise<void> };

const nowhere = "http://127.0.0.1:9";

/** Opens it; its jobs run. `currencies` is what it sells in. Without `isSeeded` it has nothing but the demo accounts. */
export async function openBehindRouter(currencies: string[], isSeeded = false): Promise<RunningShop> {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-commands-"));
  if (isSeeded) seedShop(folder, { orders: 2 });
  const environment = { HANSA_DATA: folder, HANSA_LOG_LEVEL: "silent" };
  const shop = await openShop(environment, systemRuntime);
  await changeSettings(shop, { currencies });
  if (!isSeeded) await seedDemoAccounts(shop);
  const products = await listenOn(shop.products);
  const users = await listenOn(shop.users);
  const orders = await listenOn(shop.orders);
  shop.products.startWork();
  const config = {
    production: false,
    host: "127.0.0.1",
    port: 0,
    internalHost: "127.0.0.1",
    internalPort: 0,
    dataFolder: folder,
    instance: 1,
    store: undefined,
    logLevel: "silent",
    ring: developmentRing("router", processes),
    graph: { kind: "composed" } as const,
    registry: undefined,
    watched: [],
    subgraphUrls: {
      ...byService(() => [`${nowhere}/graphql`] as const),
      products: [`${products.graph}/graphql`] as const,
      users: [`${users.graph}/graphql`] as const,
      orders: [`${orders.graph}/graphql`] as const,
    },
    internalOrigins: {
      ...byService(() => [nowhere]),
      products: [products.internal],
      users: [users.internal],
      orders: [orders.internal],
    },
    routerOrigins: [],
    corsOrigins: [],
    unsentLimits: usualUnsentLimits,
    publicOrigin: "http://127.0.0.1",
    payments: { providers: ["sandbox"], stripeOrigin: undefined },
    storefrontOrigins: [],
    limits: shopLimits,
    plannerMs: undefined,
    // Deadlines are not the subject: a busy machine is no failure.
    operationTimeoutMs: 120_000,
    optionalFetchTimeoutMs: 0,
    loadLimits: { fetches: 0, delayMs: 0 },
    trustedProxies: 0,
    requestsPerMinute: 0,
    connectionsPerAddress: 0,
  };
  const router = await openRouter(config, systemRuntime, createLog("router", "silent"));
  await router.app.listen({ host: "127.0.0.1", port: 0 });
  return {
    shop,
    staff: staffOf(originOf(router.app.server.address()), demoAccount("ADMIN")),
    folder,
    close: async () => {
      await router.stop();
      await shop.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function seedDemoAccounts({ users: { deps } }: Shop): Promise<void> {
  const hashed = demoAccounts.map(async ({ password, ...account }) => {
    return { ...account, displayName: account.role, passwordHash: await hashPassword(deps, password), verified: true };
  });
  await seedAccounts(deps, await Promise.all(hashed));
}

async function listenOn({ graph, internal }: Subgraph): Promise<{ graph: string; internal: string }> {
  const address = { host: "127.0.0.1", port: 0 };
  return { graph: await graph.listen(address), internal: await internal.listen(address) };
}

function originOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === "string") throw new Error("a server does not listen on a port");
  return `http://127.0.0.1:${address.port}`;
}
