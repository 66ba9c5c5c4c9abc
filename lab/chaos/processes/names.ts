/** The processes of a chaos run: those of the shop, second ones of some services, and the payment provider. */
import path from "node:path";
import { type Caller, processNames, type ServiceName, serviceNames } from "@hansa/contracts/processes";
import { internalPort, publicPort, replicaOffset, root } from "../../../cli/host/shop.mjs";
import { serviceOf } from "../../../cli/testing/addresses.ts";

export { type ServiceName, serviceNames };
export const shopNames: readonly Caller[] = processNames;
/** The programs, and so one process of each. */
export const names: readonly Name[] = [...shopNames, "provider"];
type Replica = `${ServiceName}-2`;
export type Name = Caller | "provider" | Replica;
/** Second processes of every service, on the store of the first. */
export const allReplicas: readonly Replica[] = serviceNames.map((name): Replica => `${name}-2`);
/** Those of services with sagas and jobs: which of both is the leader changes whenever it is killed. */
export const replicas: readonly Replica[] = ["orders-2", "payments-2"];

/** One value for each process. */
export function byName<T>(make: (name: Name) => T): Record<Name, T>;
export function byName(make: (name: Name) => unknown): Record<string, unknown> {
  return Object.fromEntries([...names, ...allReplicas].map((name) => [name, make(name)]));
}

export type Program = {
  /** Where it runs, from the top of the repository. */
  folder: string;
  /** The number of the process among those of its service, and how far its HANSA_PORT is above that of the shop. */
  instance: number;
  offset: number;
  /** The ports of the process when HANSA_PORT of the shop is `port`: the public one, and the internal one, which tells its health. */
  publicPort(port: number): number;
  internalPort(port: number): number;
};

/** The sandbox listens this far above HANSA_PORT (docs/owners/sandbox.md). */
const providerOffset = 15;

const provider: Program = {
  folder: "packages/sandbox",
  instance: 1,
  offset: 0,
  publicPort: (port) => port + providerOffset,
  internalPort: (port) => port + providerOffset,
};

export function programOf(name: Name): Program {
  if (name === "provider") return provider;
  const service = serviceOf(firstOf(name));
  const offset = name === service.name ? 0 : replicaOffset;
  return {
    folder: service.folder,
    instance: offset === 0 ? 1 : 2,
    offset,
    publicPort: (port) => publicPort(service, port + offset),
    internalPort: (port) => internalPort(service, port + offset),
  };
}

/** The first process of the same service. */
export function firstOf(name: Name): Exclude<Name, Replica> {
  if (name === "router" || name === "provider") return name;
  const service = serviceNames.find((each) => name === each || name === `${each}-2`);
  if (service === undefined) throw new Error(`there is no process ${name}`);
  return service;
}

/** The source of each of these programs, for their build. */
export function sourcesOf(names: readonly Name[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, path.join(root, programOf(name).folder, "src/index.ts")]));
}
