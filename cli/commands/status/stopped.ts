/** The state of a shop that has no router: figures and integrity rules, read from the stores. */
import { existsSync } from "node:fs";
import { type Caller, processes, processNames } from "@hansa/contracts/processes";
import { findOpenAlarms, type OpenAlarm } from "@hansa/kit/alarms";
import { CommandFailure } from "@hansa/kit/command-line";
import { observeKeys } from "@hansa/kit/identity";
import { mailGauges } from "@hansa/kit/mail";
import { outboxGauges } from "@hansa/kit/messaging";
import type { Runtime } from "@hansa/kit/runtime";
import { collectGauges, type StoredReport, summarizeChecks } from "@hansa/kit/server";
import { readKeyRing } from "@hansa/kit/service";
import { type IntegrityCheck, observeStore, type Store, type StoreGauge } from "@hansa/kit/store";
import { observeLastBackup } from "../../../router/src/control/status/last-backup.ts";
import type { ShopState } from "../../../router/src/control/status/shop-state.ts";
import { judgeState } from "../../../router/src/control/status/state.ts";
import { gauges as ordersGauges } from "../../../subgraphs/orders/src/api/metrics.ts";
import { checkStoreIntegrity as checkOrders } from "../../../subgraphs/orders/src/service/integrity.ts";
import { gauges as paymentsGauges } from "../../../subgraphs/payments/src/api/metrics.ts";
import { checkStoreIntegrity as checkPayments } from "../../../subgraphs/payments/src/service/integrity.ts";
import { checkStoreIntegrity as checkProducts } from "../../../subgraphs/products/src/service/integrity.ts";
import { checkStoreIntegrity as checkUsers } from "../../../subgraphs/users/src/service/integrity.ts";
import { environmentFor } from "../../host/keys/key-folder.ts";
import { isHealthy, reachable } from "../../host/processes/health.ts";
import { internalPort, processFolder, type Service, services, storefront } from "../../host/shop.mjs";
import { type ShopService, shopServices } from "../../host/shop-services.ts";
import { readStore, storeOfService, storesOfRouters } from "../../host/store-places.ts";

type StoreParts = {
  gauges: readonly StoreGauge[];
  check(parts: { store: Pick<Store, "read">; runtime: Runtime }): Promise<IntegrityCheck[]>;
};

const partsOf: Readonly<Record<ShopService, StoreParts>> = {
  products: { gauges: [], check: checkProducts },
  users: { gauges: mailGauges, check: checkUsers },
  orders: { gauges: ordersGauges, check: checkOrders },
  payments: { gauges: paymentsGauges, check: checkPayments },
};

type Config = { data: string; host: string; port: number; production: boolean };

/** Reads the state. Throws if the stores are not there. */
export async function readStoppedState(config: Config, runtime: Runtime): Promise<ShopState> {
  const { data, host, port, production } = config;
  const ask = async (service: Service) => ({
    answers: await isHealthy(host, internalPort(service, port)),
    address: `${reachable(host)}:${internalPort(service, port)}`,
  });
  const asked = await Promise.all(
    services.map(async (service) => {
      const name = processNames.find((known) => known === service.name);
      if (!name) throw new Error(`${service.name} is no process of the shop`);
      return { name, ...(await ask(service)), report: await readStored(name, data, runtime) };
    }),
  );
  // Not every shop has one, and it has no store: one that does not run is not missed.
  const pages = { name: storefront.name, ...(await ask(storefront)), report: undefined };
  return judgeState({ takenAt: runtime.now(), production }, pages.answers ? [...asked, pages] : asked);
}

/** The open alarms in the stores of the routers. */
async function readRouterAlarms(data: string): Promise<OpenAlarm[]> {
  const found: OpenAlarm[] = [];
  for (const { place } of await storesOfRouters(data, process.env))
    found.push(...(await readStore(place, (store) => store.read(findOpenAlarms))));
  return found;
}

/** The figures, rules and alarms of one process. */
async function readStored(name: Caller, data: string, runtime: Runtime): Promise<StoredReport> {
  const ring = readKeyRing(name, processes, environmentFor(name, process.env, data));
  if (name === "router") {
    const gauges = await collectGauges((registry) => {
      observeKeys(registry, ring);
      observeLastBackup(registry, processFolder(data, name));
    });
    return { gauges, integrity: [], alarms: await readRouterAlarms(data) };
  }
  const { place } = storeOfService(name, data, process.env);
  if (place.engine === "sqlite" && !existsSync(place.file))
    throw new CommandFailure(`no shop runs, and ${data} has no store of ${name}: npm start`);
  const shopService = shopServices.find((known) => known === name);
  const parts = shopService && partsOf[shopService];
  return readStore(place, async (store) => {
    const gauges = await collectGauges((registry) => {
      observeKeys(registry, ring);
      observeStore({ registry, store, runtime }, [...outboxGauges, ...(parts?.gauges ?? [])]);
    });
    const integrity = parts ? summarizeChecks(await parts.check({ store, runtime })) : [];
    return { gauges, integrity, alarms: await store.read(findOpenAlarms) };
  });
}
