/** All tables of the store, re-exported for drizzle-kit and for queries of several tables. The full-text index is a migration of its own. */

export { alarmRows } from "@hansa/kit/alarms";
export { deadLetters } from "@hansa/kit/messaging";
export { fencingTokens, idempotency, inboxCursor, leases, outbox, pragmaLog, storeClock } from "@hansa/kit/store";
export * from "./catalogue/collection-details-table.ts";
export * from "./catalogue/former-slugs-table.ts";
export * from "./catalogue/safety-table.ts";
export * from "./catalogue/tables.ts";
export * from "./import/tables.ts";
export * from "./projections/tables.ts";
export * from "./reservations/tables.ts";
export * from "./reviews/tables.ts";
export { searchOnPostgres } from "./storefront/search-index.pg.ts";
export * from "./storefront/tables.ts";
