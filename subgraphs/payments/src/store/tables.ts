/** All tables of the store, for drizzle-kit and for modules that need several. */

export { alarmRows } from "@hansa/kit/alarms";
export { attemptCounters } from "@hansa/kit/coordination";
export { deadLetters } from "@hansa/kit/messaging";
export { fencingTokens, idempotency, inboxCursor, leases, outbox, pragmaLog, storeClock } from "@hansa/kit/store";
export * from "./ledger/tables.ts";
export * from "./movements/tables.ts";
export * from "./payments/tables.ts";
export * from "./provider-calls/tables.ts";
export * from "./reconciliation/tables.ts";
export * from "./saved-methods/tables.ts";
export * from "./settings/tables.ts";
export * from "./webhooks/tables.ts";
