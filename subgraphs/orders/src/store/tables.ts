/** All tables of the store, in one place for drizzle-kit and for whoever asks for several. */
export { idempotency, inboxCursor, outbox } from "@hansa/kit/store-tables";
export * from "./cart-tables.ts";
export * from "./order-tables.ts";
export * from "./promotion-tables.ts";
export * from "./rate-tables.ts";
