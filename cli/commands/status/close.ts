/** Closes alarms after a person has acted: through a router of the running shop, or in the stores of a stopped one. */
import { openAlarmKeeper } from "@hansa/kit/alarms";
import { CommandFailure } from "@hansa/kit/command-line";
import { createMetrics, type Runtime } from "@hansa/kit/runtime";
import { openStore } from "@hansa/kit/store";
import type { ClosingResponse } from "../../../router/src/control/status/alarm-closing.ts";
import { storeFile } from "../../host/shop.mjs";
import { isThere, type PlacedStore, storesOfRouters, storesOfShop } from "../../host/store-places.ts";
import { closeRunningAlarm, readRunningState } from "./running.ts";

type Config = { data: string; host: string; port: number };

/** Closes the alarm with this id. Throws a CommandFailure that says why it stays open. */
export async function closeAlarmById(config: Config, id: string, runtime: Runtime): Promise<void> {
  const isRunning = (await readRunningState(config)) !== undefined;
  const outcome = isRunning ? await closeRunningAlarm(config, id) : await closeStored(config.data, id, runtime);
  if (outcome !== "closed") throw new CommandFailure(`${id}: ${refusals[outcome ?? "unanswered"]}`);
}

const refusals: Readonly<Record<Exclude<ClosingResponse, "closed">, string>> = {
  unknown: "no open alarm has this id",
  causeLasts: "this alarm ends by itself as soon as its cause is gone",
  unanswered: "not all processes of the shop answer, and none of the others has it: try again",
};

async function closeStored(data: string, id: string, runtime: Runtime): Promise<ClosingResponse> {
  for (const { service, place, migrations } of await storesWithAlarms(data)) {
    const metrics = createMetrics();
    const store = await openStore({ place, migrations, runtime, metrics, isReplaceable: service === "router" });
    try {
      const outcome = await openAlarmKeeper({ runtime, metrics, store }).close(id);
      if (outcome !== "unknown") return outcome;
    } finally {
      await store.close();
    }
  }
  return "unknown";
}

/** The stores that have alarms and are there: those of the services, and those of the routers. */
async function storesWithAlarms(data: string): Promise<PlacedStore[]> {
  const ofServices = storesOfShop(data, process.env).filter(
    ({ service, store }) => service !== "router" && store === storeFile("", service),
  );
  const found: PlacedStore[] = [];
  for (const each of ofServices) if (await isThere(each)) found.push(each);
  return [...found, ...(await storesOfRouters(data, process.env))];
}
