/** All tables of the router's store, re-exported for drizzle-kit. */
export { alarmRows } from "@hansa/kit/alarms";
export { storeClock } from "@hansa/kit/store";
export * from "./usage/tables.ts";
