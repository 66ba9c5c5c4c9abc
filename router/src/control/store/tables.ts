/** All tables of the router's store, re-exported for drizzle-kit. */
export { alarmRows } from "@hansa/kit/store/alarms/rows";
export { storeClock } from "@hansa/kit/store/tables";
export * from "./usage/tables.ts";
