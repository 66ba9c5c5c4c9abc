/** The stores of the services: several of one service, and several clusters, need a person. */
import type { ReportedGauge } from "@hansa/kit/server";
import { isInDatabase, isSameStore, storeText } from "@hansa/kit/store";
import type { Need, ToldStore } from "./shop-state.ts";

type Asked = { name: string; address: string; report: { gauges: ReportedGauge[] } | undefined };
type Told = { name: string; address: string; store: ToldStore };

const page = "docs/owners/postgresql.md";

/** The store of a process; null if it did not tell. */
export function storeIn(gauges: readonly ReportedGauge[]): ToldStore | null {
  const told = gauges.find(({ name }) => name === "hansa_store_engine");
  if (!told) return null;
  const { engine = "", place = "", cluster = "" } = told.labels;
  return { engine, place, cluster: cluster === "" ? null : cluster };
}

/** Services of which instances have different stores: each sells the same stock, and gives out the same numbers. */
export function needsOfStores(asked: readonly Asked[]): Need[] {
  const told = toldIn(asked);
  return [...new Set(told.map(({ name }) => name))].flatMap((name) => {
    const own = told.filter((each) => each.name === name);
    if (distinct(own).length < 2) return [];
    return {
      what: `${name} has several stores: ${own.map(({ address, store }) => `${address} on ${storeText(store)}`).join("; ")}`,
      action: `stop ${name} at once, and give all its instances one address: two stores sell the same stock twice`,
      page,
    };
  });
}

/** Stores that a failover or a restore gives different moments: one service could know events that another one has lost. */
export function needsOfClusters(asked: readonly Asked[]): Need[] {
  const told = toldIn(asked);
  const kinds = new Set(told.map(({ store }) => isInDatabase(store)));
  const clusters = new Set(told.flatMap(({ store }) => store.cluster ?? []));
  if (kinds.size < 2 && clusters.size < 2) return [];
  const texts = [...new Set(told.map(({ name }) => name))].flatMap((name) =>
    distinct(told.filter((each) => each.name === name)).map(({ store }) => `${name} on ${storeText(store)}`),
  );
  return [
    {
      what: `stores are not in one cluster: ${texts.join("; ")}`,
      action: "move them into one: a failover or a restore gives them different moments",
      page,
    },
  ];
}

/** The stores of facts: each router has one of its own, which holds none. */
function toldIn(asked: readonly Asked[]): Told[] {
  return asked.flatMap(({ name, address, report }) => {
    const store = name === "router" ? null : storeIn(report?.gauges ?? []);
    return store ? { name, address, store } : [];
  });
}

function distinct(told: readonly Told[]): Told[] {
  return told.filter(({ store }, index) => told.findIndex((each) => isSameStore(each.store, store)) === index);
}
