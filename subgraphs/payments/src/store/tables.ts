/** All tables of the store, in one place for drizzle-kit and for whoever asks for several. */
export {
  fences,
  idempotency,
  inboxCursor,
  leases,
  outbox,
  parkedEvents,
  storeClock,
  storeOpenings,
} from "@hansa/kit/store-tables";
export * from "./call-tables.ts";
export * from "./movement-tables.ts";
export * from "./payment-tables.ts";
export * from "./reconciliation-tables.ts";
export * from "./saved-method-tables.ts";
