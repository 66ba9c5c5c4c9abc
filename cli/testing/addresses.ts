/** Addresses of the processes of a shop on this machine, and the variable HANSA_SERVICES where single services are reached at others. */
import type { Caller } from "@hansa/contracts/processes";
import { internalPort, publicPort, type Service, services } from "../host/shop.mjs";

/** Where a service is reached; an address that is left out stays that of the shop. */
type Address = { graph?: string; internal?: string };

/** The text of the variable. Addresses are taken without their paths. */
export function servicesAt(addresses: Readonly<Record<string, Address>>): string {
  const entries = Object.entries(addresses).flatMap(([name, { graph, internal }]) => [
    ...(graph === undefined ? [] : [`${name}=${originOf(graph)}`]),
    ...(internal === undefined ? [] : [`${name}.internal=${originOf(internal)}`]),
  ]);
  return entries.join(" ");
}

function originOf(address: string): string {
  return new URL(address).origin;
}

/** A shop by its port. */
type ShopAddress = { port: number };

/** The private address of a service, such as that of its metrics. */
export function internalUrl({ port }: ShopAddress, name: Caller): string {
  return `http://127.0.0.1:${internalPort(serviceOf(name), port)}`;
}

/** The GraphQL address of a subgraph itself, past the router. */
export function directUrl({ port }: ShopAddress, name: Caller): string {
  return `http://127.0.0.1:${publicPort(serviceOf(name), port)}/graphql`;
}

/** A process of a shop. Throws if there is none of that name. */
export function serviceOf(name: string): Service {
  const service = services.find((each) => each.name === name);
  if (!service) throw new Error(`there is no process ${name}`);
  return service;
}
