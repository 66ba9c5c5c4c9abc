/** One run of chaos: kills, pauses and misleads a shop of real processes while forty buyers are in it, and then looks for what was lost. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildProcesses, builtProgram } from "../build/bundle.ts";
import { readSettings } from "../shop.mjs";
import { paint, say } from "../terminal.mjs";
import { ordersPerMinute } from "./end/promises.ts";
import { commitHere, lineOf, tableOf } from "./end/report.ts";
import { judge } from "./end/verdict.ts";
import { usualCrowd } from "./load/load.ts";
import { faultsOf } from "./options.ts";
import { planFaults } from "./plan/plan.ts";
import { run } from "./run.ts";
import { type Name, names, sourcesOf } from "./shop/names.ts";

const longestDrainMs = 60_000;

/** Plays one run and ends this process with its exit code. */
export async function playChaos(seed: number, minutes: number, keep: boolean): Promise<never> {
  const { port } = readSettings();
  const again = `npm run chaos -- --seed ${seed} --minutes ${minutes}`;
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-chaos-"));
  say(`${paint("bold", again)}  in ${folder}`);

  const commit = commitHere();
  const build = path.join(folder, "build");
  await buildProcesses(build, sourcesOf(names));
  const programOf = (name: Name) => builtProgram(build, name);

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
    crowd: usualCrowd,
    longestDrainMs,
    isObserved: true,
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
