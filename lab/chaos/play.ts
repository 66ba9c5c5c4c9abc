/** One chaos run: kills, pauses and misleads real processes while forty buyers buy, then judges the stores. */
import path from "node:path";
import { buildProcesses, builtProgram } from "../../cli/host/build/bundle.ts";
import { readHostConfig } from "../../cli/host/shop.mjs";
import { paint, say } from "../../cli/host/terminal.mjs";
import { inFolder, type Outcome } from "../harness/experiment.ts";
import { defaultCrowd } from "./load/load.ts";
import { commitHere, figuresOf, tableOf } from "./outcome/report.ts";
import { moveToFolder } from "./outcome/stores.ts";
import { ordersPerMinute } from "./outcome/targets.ts";
import { judge } from "./outcome/verdict.ts";
import { planFaults } from "./plan/plan.ts";
import { openDatabases } from "./processes/databases.ts";
import { allReplicas, firstOf, type Name, names, replicas as someReplicas, sourcesOf } from "./processes/names.ts";
import { run } from "./run.ts";

const maxDrainMs = 60_000;

/** `postgresql`: the stores are databases of a private server. */
export type ChaosOptions = { seed: number; minutes: number; postgresql: boolean; keep: boolean };

/** Plays one run. What it leaves is kept if a promise was broken, or with `keep`. */
export function playChaos({ seed, minutes, postgresql, keep }: ChaosOptions): Promise<Outcome> {
  return inFolder("chaos", async (folder, keepFolder) => {
    const again = `npm run chaos -w @hansa/lab -- --seed ${seed} --minutes ${minutes}${postgresql ? " --postgresql" : ""}`;
    say(`${paint("bold", again)}  in ${folder}`);
    keepFolder();
    const commit = commitHere();
    const build = path.join(folder, "build");
    await buildProcesses(build, sourcesOf(names));
    const faultsMs = Math.round((minutes * 60_000 * 5) / 6);
    const databases = postgresql ? await openDatabases(seed) : undefined;
    const replicas = postgresql ? allReplicas : someReplicas;
    const ran = await run({
      seed,
      plan: planFaults(seed, faultsMs, { replicas, hasServer: postgresql }),
      lengthMs: faultsMs,
      ordersPerSecond: ordersPerMinute(faultsMs, postgresql) / 60,
      port: readHostConfig().port,
      folder,
      programOf: (name: Name) => builtProgram(build, firstOf(name)),
      crowd: defaultCrowd,
      longestDrainMs: maxDrainMs,
      isObserved: !postgresql,
      replicas,
      databases,
      say,
    });
    // Judged are files.
    const data = databases ? await moveToFolder(ran, path.join(folder, "moved")) : ran.data;
    await databases?.close();
    const judged = await judge(ran, data, faultsMs);
    for (const line of tableOf(ran, judged)) say(line);
    say(JSON.stringify(figuresOf(ran, judged, { seed, minutes, commit })));
    if (judged.isGreen) say(`${judged.audit.verdicts.length + judged.promises.length} passed, 0 failed`);
    else say(`Everything that it left is in ${folder}. The same again: ${paint("bold", again)}`);
    if (judged.isGreen && !keep) keepFolder(false);
    return { isMet: judged.isGreen };
  });
}
