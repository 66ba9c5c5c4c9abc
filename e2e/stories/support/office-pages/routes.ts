/** The pages of the back office as its code lists them, and the addresses of each in a shop. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../../../cli/host/shop.mjs";
import type { Subjects } from "./subjects.ts";

/** `scope` is undefined for a page that all staff have. */
export type OfficeRoute = { path: string; scope: string | undefined };

const folder = path.join(root, "apps/admin/pages");
const entry = /\bpath: "([^"]+)",\s*(?:scope: "([^"]+)",\s*)?load:[^"]*import\("([^"]+)"\)/g;

/** The routes in the code. Throws if it has a page that leads nowhere, or an entry of another shape. */
export function officeRoutes(): OfficeRoute[] {
  const source = readFileSync(path.join(folder, "routes.ts"), "utf8");
  const found = [...source.matchAll(entry)].map(([, route = "", scope, file = ""]) => ({ path: route, scope, file }));
  const listed = new Set(found.map(({ file }) => path.join(folder, file)));
  const missed = pageFiles().filter((file) => !listed.has(file));
  if (missed.length > 0) throw new Error(`no route leads to ${missed.join(", ")}`);
  if (found.length !== source.match(/\bimport\("/g)?.length) throw new Error("a route is written in another way");
  return found.map(({ path: route, scope }) => ({ path: route, scope }));
}

/** Files with a page: `page.tsx`, or one that ends so. */
function pageFiles(): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /(^|[/-])page\.tsx$/.test(file))
    .map((file) => path.join(folder, file));
}

/** The route of an address of the office, without its base. */
export function routeOf(address: string, routes: readonly OfficeRoute[]): OfficeRoute | undefined {
  const given = address.split("?", 1).join("").split("/");
  const fits = (wanted: readonly string[]) =>
    wanted.length === given.length && wanted.every((part, index) => part.startsWith(":") || part === given[index]);
  return routes.find((route) => fits(route.path.split("/")));
}

/** The addresses of a route, without the base: with a part that has a name, one for each subject, and one of nothing that there is. */
export function addressesOf({ path: route }: OfficeRoute, subjects: Subjects): string[] {
  const [, list = "", parameter = ""] = route.split("/");
  if (!route.includes("/:")) return [route, ...chosenOf(route, subjects)];
  const known: Readonly<Record<string, readonly string[]>> = {
    "orders/:number": [...subjects.orders.map(({ number }) => number), "no-such-order"],
    "customers/:id": [...subjects.customers, "user_none"],
    "returns/:id": [...subjects.returns.map(({ id }) => id), "ret_none"],
    "withdrawals/:reference": [...subjects.withdrawals.map(({ reference }) => reference), "0000000000"],
  };
  const parts = known[`${list}/${parameter}`];
  if (parts === undefined) throw new Error(`${route}: say here which subjects it has`);
  return parts.map((part) => route.replace(`/${parameter}`, `/${encodeURIComponent(part)}`));
}

/** Pages for orders that were chosen in their list, as many as one takes. */
function chosenOf(route: string, { orders }: Subjects): string[] {
  if (!["/pick-list", "/slips", "/send"].includes(route)) return [];
  const ids = orders.slice(0, 25).map(({ id }) => id);
  return [`${route}?orders=${ids.join(",")}`];
}
