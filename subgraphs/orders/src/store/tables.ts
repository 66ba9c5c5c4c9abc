/** All tables of the store, re-exported for drizzle-kit and for queries of several tables. */

export { alarmRows } from "@hansa/kit/alarms";
export { attemptCounters } from "@hansa/kit/coordination";
export { mailQueue } from "@hansa/kit/mail";
export { deadLetters } from "@hansa/kit/messaging";
export { idempotency, inboxCursor, leases, outbox, pragmaLog, storeClock } from "@hansa/kit/store";
export * from "./accounts/tables.ts";
export * from "./analytics/tables.ts";
export * from "./cart/tables.ts";
export * from "./checkout/vat-id-table.ts";
export * from "./email/tables.ts";
export * from "./fulfilment/tables.ts";
export * from "./invoicing/tables.ts";
export * from "./order/event-tables.ts";
export * from "./order/line-counter-tables.ts";
export * from "./order/tables.ts";
export * from "./payment/tables.ts";
export * from "./privacy/tables.ts";
export * from "./processing/tables.ts";
export * from "./promotions/tables.ts";
export * from "./returns/tables.ts";
export * from "./settings/page-tables.ts";
export * from "./settings/rate-tables.ts";
export * from "./settings/tables.ts";
export * from "./withdrawals/tables.ts";
