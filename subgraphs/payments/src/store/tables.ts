/** All tables of the store, for drizzle-kit and for modules that need several. */
export {
  fences,
  idempotency,
  inboxCursor,
  leases,
  outbox,
  parkedEvents,
  storeClock,
  storeOpenings,
} from "@hansa/kit/store/tables";
export * from "./ledger/tables.ts";
export * from "./movements/tables.ts";
export * from "./payments/tables.ts";
export * from "./provider-calls/tables.ts";
export * from "./reconciliation/tables.ts";
export * from "./saved-methods/tables.ts";
export * from "./webhooks/tables.ts";
