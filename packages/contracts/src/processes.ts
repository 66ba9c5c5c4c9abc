/** The shop's processes, the services and the router, derived from the list of services. */
import { byName, type Processes } from "@hansa/kit/runtime";
import { services } from "./services.mjs";

export type ServiceName = (typeof services)[number]["name"];

/** The processes as the kit connects them: users signs sessions and makes API keys. */
export const processes: Processes<ServiceName> = { services, issuer: "users" };

/** The names of all services, in the order of the list. */
export const serviceNames: readonly ServiceName[] = services.map(({ name }) => name);

/** The processes that call internal operations: the services and the router. */
export type Caller = ServiceName | "router";

/** The names of all processes: the services and the router. */
export const processNames: readonly Caller[] = [...serviceNames, "router"];

/** One value for each service, by name. */
export function byService<T>(make: (service: ServiceName) => T): Record<ServiceName, T> {
  return byName(processes, make);
}
