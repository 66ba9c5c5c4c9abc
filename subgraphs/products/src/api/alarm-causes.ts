/** The causes of the alarms of products that end by them. */
import type { AlarmCauses } from "@hansa/kit/alarms";
import { isHeldByNetwork } from "../service/reservations/network-watch.ts";

export const alarmCauses = { stock_held_by_network: isHeldByNetwork } satisfies AlarmCauses;
