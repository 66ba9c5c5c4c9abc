/** Days of the shop's calendar, for services that do not know its time zone. */
import type { orders as contract } from "@hansa/contracts/orders";
import type { InputOf, OutputOf } from "@hansa/kit/rpc";
import type { Deps } from "../../context.ts";
import { findSettings } from "../../store/settings/settings.ts";
import { readDay, startOfDay } from "./calendar.ts";

type Contract = (typeof contract)["calendarDays"];

/** The beginning and the end of each day in the shop's time zone, at the same index. */
export async function findCalendarDays({ store }: Deps, { days }: InputOf<Contract>): Promise<OutputOf<Contract>> {
  const { timeZone } = await store.read((db) => findSettings(db));
  const periodOf = (text: string) => {
    const day = readDay(text);
    if (day === undefined) return null;
    return { startsAt: startOfDay(day, timeZone), endsAt: startOfDay(day + 1, timeZone) };
  };
  return { days: days.map(periodOf) };
}
