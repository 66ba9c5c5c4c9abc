/** The processes of the system that tests of the kit play: four services, of which one issues sessions. */
import type { Processes } from "../../src/runtime/processes.ts";

const names = ["products", "users", "orders", "payments"] as const;

/** The name of a service of the system. */
export type ServiceName = (typeof names)[number];

export const processes: Processes<ServiceName> = {
  services: names.map((name, index) => ({ name, offset: index + 1 })),
  issuer: "users",
};
export const serviceNames: readonly ServiceName[] = names;
export type Caller = ServiceName | "router";
export const processNames: readonly Caller[] = [...names, "router"];
