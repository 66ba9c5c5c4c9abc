/** Names of the shop's processes, the services and the router, derived from the list of services. */
import { services } from "./services.mjs";

export type ServiceName = (typeof services)[number]["name"];

/** The names of all services, in the order of the list. */
export const serviceNames: readonly ServiceName[] = services.map(({ name }) => name);

/** The processes that call private operations: the services and the router. */
export type Caller = ServiceName | "router";

/** The names of all processes: the services and the router. */
export const processNames: readonly Caller[] = [...serviceNames, "router"];

/** One value for each service, by name. */
export function byService<T>(make: (service: ServiceName) => T): Record<ServiceName, T>;
export function byService(make: (service: ServiceName) => unknown): Record<string, unknown> {
  return Object.fromEntries(serviceNames.map((name) => [name, make(name)]));
}
