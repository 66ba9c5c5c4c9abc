/** Closes alarms after a person has acted: through a router of the running shop, or in the stores of a stopped one. */
import { existsSync } from "node:fs";
import path from "node:path";
import { openAlarmKeeper } from "@hansa/kit/alarms";
import { CommandFailure } from "@hansa/kit/command-line";
import { createMetrics, type Runtime } from "@hansa/kit/runtime";
import { openStore } from "@hansa/kit/store";
import type { ClosingResponse } from "../../../router/src/control/status/alarm-closing.ts";
import { requireFilesOnly } from "../../host/databases.ts";
import { routerStores, services, storeFile } from "../../host/shop.mjs";
import { closeRunningAlarm, readRunningState } from "./running.ts";
import { stoppedWork } from "./stopped.ts";

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
  requireFilesOnly(stoppedWork, process.env, data);
  for (const { file, migrations } of storesOf(data)) {
    const metrics = createMetrics();
    const store = await openStore({ place: { engine: "sqlite", file }, migrations, runtime, metrics });
    try {
      const outcome = await openAlarmKeeper({ runtime, metrics, store }).close(id);
      if (outcome !== "unknown") return outcome;
    } finally {
      await store.close();
    }
  }
  return "unknown";
}

/** The stores that have alarms: those of the services, and those of the routers. */
function storesOf(data: string): { file: string; migrations: string }[] {
  const [router] = services.filter(({ isGateway }) => isGateway).flatMap(({ stores }) => stores);
  const ofRouters = router ? routerStores(data).map((file) => ({ ...router, file })) : [];
  const ofServices = services
    .filter(({ isGateway }) => !isGateway)
    .flatMap(({ name, stores }) => stores.filter(({ file }) => file === storeFile("", name)));
  return [...ofServices, ...ofRouters]
    .map(({ file, migrations }) => ({ file: path.join(data, file), migrations }))
    .filter(({ file }) => existsSync(file));
}
