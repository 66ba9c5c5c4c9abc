/** All tables of the store, in one place for drizzle-kit and for whoever asks for several. */
export { mailQueue } from "@hansa/kit/mail-queue";
export {
  idempotency,
  inboxCursor,
  leases,
  outbox,
  parkedEvents,
  storeClock,
  storeOpenings,
} from "@hansa/kit/store-tables";
export * from "./cart-tables.ts";
export * from "./counter-tables.ts";
export * from "./document-tables.ts";
export * from "./erasure-tables.ts";
export * from "./errand-tables.ts";
export * from "./fulfilment-tables.ts";
export * from "./money-tables.ts";
export * from "./order-tables.ts";
export * from "./order-variant-tables.ts";
export * from "./projection-tables.ts";
export * from "./promotion-tables.ts";
export * from "./rate-tables.ts";
export * from "./return-tables.ts";
export * from "./settings-tables.ts";
