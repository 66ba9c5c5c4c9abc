/** Addresses of the office. */

/** The base of all of them. */
export const base = "/admin";

/** The address of a path of the office with these parameters; those without a value are left out. */
export function addressOf(path: string, parameters: Readonly<Record<string, string | undefined>> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value) search.set(name, value);
  const text = search.toString();
  return text === "" ? base + path : `${base}${path}?${text}`;
}

/** The path of a customer's page. */
export function customerPath(id: string): string {
  return `/customers/${encodeURIComponent(id)}`;
}

/** The address of an order, or of a page of it. A number that is none leads to no other page. */
export function orderAddress(number: string, page = "", parameters: Readonly<Record<string, string>> = {}): string {
  return addressOf(`/orders/${encodeURIComponent(number)}${page === "" ? "" : `/${page}`}`, parameters);
}

/** The address of a page for several orders, by their ids. */
export function chosenAddress(path: string, orders: readonly string[], parcel?: string): string {
  return addressOf(path, { orders: orders.join(","), parcel });
}
