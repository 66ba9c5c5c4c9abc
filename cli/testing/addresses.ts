/** The variable HANSA_SERVICES of a shop in which single services are reached at other addresses. */

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
