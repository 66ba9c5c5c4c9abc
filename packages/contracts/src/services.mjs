/** The one list of services, and their folders of data. Ports, stores, keys, addresses, checks and tools are derived from it: docs/contributors/new-subgraph.md. */
import { join } from "node:path";

/**
 * The services in the order in which they are started; each is the subgraph in `subgraphs/<name>`.
 *
 * - `offset`: the GraphQL listener is at `HANSA_PORT + offset`, the internal one 10 above it.
 * - `owns`: the facts that it owns, the first ones first: README.md and ARCHITECTURE.md have them.
 * - `stores`: the files in the service's folder of data, each with its folder of migrations in the repository; the first is the service's own.
 * - `personalData`: `"answered"` if the service hands out and erases personal data, else the reason why it holds none.
 * - `audit`: `"invariants"` if the audit, the simulator and shops in one process include the service, else the reason why they do not.
 *
 * `npm run codegen` writes the entries into the files that have no loop, and `npm run check` compares every one with the files of the service.
 */
export const services = /** @type {const} */ ([
  {
    name: "products",
    offset: 1,
    owns: ["catalogue", "prices", "stock", "search", "reservations", "reviews", "imports"],
    stores: { "products.db": "subgraphs/products/migrations" },
    personalData: "answered",
    audit: "invariants",
  },
  {
    name: "users",
    offset: 2,
    owns: ["accounts", "sessions", "roles", "addresses", "API clients", "audit log"],
    stores: { "users.db": "subgraphs/users/migrations" },
    personalData: "answered",
    audit: "invariants",
  },
  {
    name: "orders",
    offset: 3,
    owns: ["carts", "checkout", "orders", "refunds", "shipping", "taxes", "promotions", "settings", "analytics"],
    stores: { "orders.db": "subgraphs/orders/migrations" },
    personalData: "answered",
    audit: "invariants",
  },
  {
    name: "payments",
    offset: 4,
    owns: ["providers", "payments", "ledger", "disputes", "saved methods"],
    stores: { "payments.db": "subgraphs/payments/migrations", "sandbox-provider.db": "packages/sandbox/migrations" },
    personalData: "answered",
    audit: "invariants",
  },
]);

/** The folder of migrations of a router's store, which holds no fact of the shop: a shop without it is whole (docs/decisions/0096-router-store.md). */
export const routerMigrations = "router/migrations";

/** The file of the store of one router process, by the number of its instance, in the router's folder of data. @param {number} instance */
export function routerStoreName(instance) {
  return instance === 1 ? "router.db" : `router-${instance}.db`;
}

/** Ports above HANSA_PORT that no service may have: two each of the router and the storefront, the payment sandbox and the stand-in of Stripe. */
export const otherOffsets = [0, 9, 10, 15, 16, 19];

/**
 * The folder of one process in the data folder: its stores and files, which no other process writes. In a container it is a volume.
 * @param {string} data @param {string} name
 */
export function processFolder(data, name) {
  return join(data, name);
}

/**
 * A store of a service in the data folder: the service's own unless another is named.
 * @param {string} data @param {string} service
 */
export function storeFile(data, service, store = `${service}.db`) {
  return join(processFolder(data, service), store);
}
