/** The face of `alarms`: faults that wait for a person, kept as rows of the store. */
export { type AlarmCauses, type AlarmKeeper, alarmWritingJob, openAlarmKeeper } from "./keeper.ts";
export { alarmRows, findOpenAlarms, forgetAlarms, type OpenAlarm, openAlarm } from "./rows.ts";
export { remedyOfFault } from "./store-faults.ts";
