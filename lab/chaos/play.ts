/** One chaos run: kills, pauses and misleads real processes while forty buyers buy, then judges the stores. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildProcesses, builtProgram } from "../../cli/host/build/bundle.ts";
import { readSettings } from "../../cli/host/shop.mjs";
import { paint, say } from "../../cli/host/terminal.mjs";
import { defaultCrowd } from "./load/load.ts";
import { faultsOf } from "./options.ts";
import { commitHere, lineOf, tableOf } from "./outcome/report.ts";
import { ordersPerMinute } from "./outcome/targets.ts";
import { judge } from "./outcome/verdict.ts";
import { planFaults } from "./plan/plan.ts";
import { firstOf, type Name, names, sourcesOf } from "./processes/names.ts";
import { run } from "./run.ts";

const maxDrainMs = 60_000;

/** Plays one run and ends this process with its exit code. */
export async function playChaos(seed: number, minutes: number, keep: boolean): Promise<never> {
  const { port } = readSettings();
  const again = `npm run chaos -w @hansa/lab -- --seed ${seed} --minutes ${minutes}`;
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-chaos-"));
  say(`${paint("bold", again)}  in ${folder}`);

  const commit = commitHere();
  const build = path.join(folder, "build");
  await buildProcesses(build, sourcesOf(names));
  const programOf = (name: Name) => builtProgram(build, firstOf(name));

  const faultsMs = faultsOf(minutes);
  const ordersPerSecond = ordersPerMinute(faultsMs) / 60;
  const plan = planFaults(seed, faultsMs);
  const ran = await run({
    seed,
    plan,
    lengthMs: faultsMs,
    ordersPerSecond,
    port,
    folder,
    programOf,
    crowd: defaultCrowd,
    longestDrainMs: maxDrainMs,
    isObserved: true,
    hasReplicas: true,
    say,
  });
  const judged = judge(ran, faultsMs);
  for (const line of tableOf(ran, judged)) say(line);
  say(lineOf(ran, judged, { seed, minutes, commit }));
  const promised = judged.promises.length;
  if (judged.isGreen) {
    say(`${judged.audit.verdicts.length + promised} passed, 0 failed`);
    if (!keep) rmSync(folder, { recursive: true });
  } else {
    say(`Everything that it left is in ${folder}. The same again: ${paint("bold", again)}`);
  }
  process.exit(judged.isGreen ? 0 : 1);
}
