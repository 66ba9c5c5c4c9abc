/** The one list of services. Ports, stores, keys, addresses, checks and tools are derived from it: docs/new-subgraph.md. */

/**
 * The services in the order in which they are started; each is the subgraph in `subgraphs/<name>`.
 *
 * - `offset`: the GraphQL listener is at `HANSA_PORT + offset`, the internal one 10 above it.
 * - `stores`: the files in the data folder that only this service writes, each with its folder of migrations; the first is the service's own.
 * - `personalData`: `"answered"` if the service hands out and erases personal data, else the reason why it holds none.
 * - `audit`: `"invariants"` if the audit, the simulator and shops in one process include the service, else the reason why they do not.
 *
 * `npm run check` compares every entry with the files of the service.
 */
export const services = /** @type {const} */ ([
  {
    name: "products",
    offset: 1,
    stores: { "products.db": "migrations" },
    personalData: "answered",
    audit: "invariants",
  },
  { name: "users", offset: 2, stores: { "users.db": "migrations" }, personalData: "answered", audit: "invariants" },
  { name: "orders", offset: 3, stores: { "orders.db": "migrations" }, personalData: "answered", audit: "invariants" },
  {
    name: "payments",
    offset: 4,
    stores: { "payments.db": "migrations", "sandbox-provider.db": "migrations/sandbox" },
    personalData: "answered",
    audit: "invariants",
  },
]);
