/** The processes of a system, for the parts of the kit that connect them: a router in front, and the services behind it. */
export type Processes<Name extends string = string> = {
  /** Each has its port this far above the router's. */
  services: readonly { name: Name; offset: number }[];
  /** The service that signs sessions and makes API keys. */
  issuer: Name;
};

/** The name of the process in front of all services. */
export const routerName = "router" as const;

/** One value for each service, by name. */
export function byName<Name extends string, T>(processes: Processes<Name>, make: (name: Name) => T): Record<Name, T>;
export function byName(processes: Processes, make: (name: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(processes.services.map(({ name }) => [name, make(name)]));
}
