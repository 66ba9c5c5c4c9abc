/** The control of the router, for operators and apart from the path of requests: its store, usage, registry, alarms, state and internal listener. */
import type { ServiceName } from "@hansa/contracts/processes";
import type { AlarmKeeper } from "@hansa/kit/alarms";
import { observeKeys } from "@hansa/kit/identity";
import type { HttpTransport } from "@hansa/kit/rpc";
import type { Unsent } from "@hansa/kit/server";
import { requireKnownFormat } from "@hansa/kit/store";
import type { FastifyInstance } from "fastify";
import type { RouterConfig } from "../config.ts";
import type { OpenedGraph } from "../graph/open-graph.ts";
import type { RecordUse } from "../http/graphql/endpoint.ts";
import { securityHeaders } from "../http/headers.ts";
import { openInternalListener } from "../http/internal-listener.ts";
import type { Strictness } from "../operation/documents.ts";
import type { Transport } from "../transport/subgraphs.ts";
import { followRegistry } from "./registry/follow.ts";
import type { Judge } from "./registry/judgement/judge.ts";
import { openAlarmClosing } from "./status/alarm-closing.ts";
import { keepAlarms } from "./status/alarms.ts";
import { observeLastBackup } from "./status/last-backup.ts";
import { openStatus } from "./status/status-page.ts";
import { openRouterStore } from "./store/router-store.ts";
import { findUsedOperations } from "./store/usage/counts.ts";
import { openUsage } from "./usage/usage.ts";

type ControlParts = OpenedGraph & {
  transport: Transport;
  strictness: Strictness;
  unsent: Unsent;
  services: HttpTransport<ServiceName>["services"];
  judge: Judge;
  /** The number of the registry's version that serves; 0: the committed graph. */
  serving: number;
  isReady(): boolean;
  /** Aborts when the router ends: then nothing begins any more. */
  closing: AbortSignal;
};

export type Control = {
  /** The internal listener; it does not listen yet. */
  internal: FastifyInstance;
  alarms: AlarmKeeper;
  /** Records the operations of clients; undefined where the graph is not the shop's. */
  recordUse: RecordUse | undefined;
  /** Resolves once nothing more is taken from the registry, after `closing`. */
  followed: Promise<void>;
  /** Closes the listener, writes what waits, and closes the store. */
  close(): Promise<void>;
};

/** Opens the store and the internal listener, and begins to follow the registry. */
export function openControl(config: RouterConfig, parts: ControlParts): Control {
  const { live, transport, closing, isReady, unsent } = parts;
  const { runtime, log, metrics } = transport;
  const { ring } = config;
  if (ring) {
    requireKnownFormat(config.dataFolder);
    observeLastBackup(metrics.registry, config.dataFolder);
    observeKeys(metrics.registry, ring);
  }
  const store = config.store && openRouterStore(config.store, runtime, log);
  const alarms = keepAlarms({ runtime, log, metrics, store }, closing);
  const usage = store && openUsage({ runtime, store, instance: config.instance, metrics, stopping: closing });
  const usedOperations = async (since: number) =>
    (await store?.use((opened) => opened.read((db) => findUsedOperations(db, since)))) ?? [];
  const { registry: folder } = config;
  const followed =
    folder === undefined
      ? Promise.resolve()
      : followRegistry({ ...parts, runtime, log, usedOperations, folder }, closing);
  const internal = openInternalListener({ runtime, metrics, unsent, isReady, live });
  if (ring) {
    const { production, routerOrigins: routers, storefrontOrigins: storefronts } = config;
    const address = `${config.internalHost}:${config.internalPort}`;
    const facts = { isReady, fault: live.fault, schema: () => live.current().hash, findAlarms: alarms.findOpen };
    const source = { runtime, ring, services: parts.services, production, address, routers, storefronts };
    openStatus(internal, { source, own: { registry: metrics.registry, ...facts } }, securityHeaders(production));
    openAlarmClosing(internal, source, alarms);
  }
  return {
    internal,
    alarms,
    recordUse: usage?.count,
    followed,
    close: async () => {
      await internal.close();
      await alarms.ended;
      await usage?.flush();
      await store?.close();
    },
  };
}
