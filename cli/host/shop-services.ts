/** The services that the audit, the simulator and shops in one process include: all but those that stand alone. */
import { services } from "../../packages/contracts/src/services.mjs";

export type ShopService = Extract<(typeof services)[number], { audit: "invariants" }>["name"];

/** Their names, in the order of the list of services. */
export const shopServices: readonly ShopService[] = services.flatMap(({ name, audit }) =>
  audit === "invariants" ? [name] : [],
);

/** A value for each of them, by its name. */
export function byShopService<T>(make: (name: ShopService) => T): Record<ShopService, T>;
export function byShopService(make: (name: ShopService) => unknown): Record<string, unknown> {
  return Object.fromEntries(shopServices.map((name) => [name, make(name)]));
}
