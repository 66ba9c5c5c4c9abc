/** Plays each mutant and shows that the chaos run detects it, and that the sound shop has no findings. */

import { writeFileSync } from "node:fs";
import path from "node:path";
import { buildProcesses } from "../../../cli/host/build/bundle.ts";
import { readHostConfig } from "../../../cli/host/shop.mjs";
import { inSeconds, paint, say } from "../../../cli/host/terminal.mjs";
import { inFolder, type Outcome } from "../../harness/experiment.ts";
import { names, sourcesOf } from "../processes/names.ts";
import { type Choice, chooseMutants } from "./choice.ts";
import type { Mutant, Scene } from "./mutant.ts";
import { buildScene, type ProgramOf, playScene, type Stage } from "./scene-run.ts";
import { runTested } from "./tested/detection.ts";
import type { TestedMutant } from "./tested/tested-mutant.ts";

type DetectionOptions = Choice & { seed: number; times: number; report?: string | undefined; keep: boolean };

/** Plays the bugs that are asked for: each must be caught. */
export function detectMutants({ seed, times, report, keep, ...choice }: DetectionOptions): Promise<Outcome> {
  const selected = chooseMutants(choice);
  return inFolder("mutants", async (folder, keepFolder) => {
    keepFolder(keep);
    const stage: Stage = { folder, sound: path.join(folder, "sound"), seed, port: readHostConfig().port };
    const caught = await countDetected(stage, selected, times);
    if (report !== undefined)
      writeFileSync(report, JSON.stringify({ passed: caught, failed: selected.length - caught }));
    say(`${caught} of ${selected.length} caught`);
    return { isMet: caught === selected.length };
  });
}

/** Plays the scenes without a bug, then every bug. A bug counts if its scene is clean without it. */
async function countDetected(stage: Stage, chosen: readonly (Mutant | TestedMutant)[], times: number): Promise<number> {
  const tested = chosen.filter((mutant) => "tests" in mutant);
  const selected = chosen.filter((mutant) => "scene" in mutant);
  if (selected.length > 0) await buildProcesses(stage.sound, sourcesOf(names));
  const isGreen = new Map<Scene, boolean>();
  const scenes = new Set(selected.map((mutant) => mutant.scene));
  for (const scene of scenes) isGreen.set(scene, await orFailed(`without a bug: ${scene}`, showSound(stage, scene)));
  let caught = 0;
  for (const mutant of selected) {
    const isCaught = await orFailed(mutant.name, showMutant(stage, mutant, times));
    if (isCaught && isGreen.get(mutant.scene)) caught += 1;
  }
  for (const mutant of tested)
    if (
      await orFailed(
        mutant.name,
        always(times, () => showTested(stage, mutant)),
      )
    )
      caught += 1;
  return caught;
}

/** False, and said, if it could not be played at all. */
function orFailed(title: string, shown: Promise<boolean>): Promise<boolean> {
  return shown.catch((error) => {
    say(`${paint("red", "FAIL")} ${title}: ${error instanceof Error ? error.message : error}`);
    return false;
  });
}

/** The scene without a defect: no check finds anything at any time, and all work ends. */
async function showSound(stage: Stage, scene: Scene): Promise<boolean> {
  const name = `sound ${scene}`;
  const programOf = await buildScene(stage, { scene, name, builds: [], patches: [] });
  const began = performance.now();
  const seen = new Set<string>();
  const look = (broken: readonly string[]) => {
    for (const id of broken) seen.add(id);
    return false;
  };
  const { broken, audit, isAtRest } = await playScene(stage, { scene, name, programOf }, look);
  look(broken);
  const isSound = seen.size === 0 && audit.isClean && audit.orders > 0 && isAtRest;
  const verdict = isSound ? "clean" : `broken: ${[...seen].join(", ") || "not at rest"}`;
  tell(isSound, `without a bug: ${scene}`, `${verdict}, ${audit.orders} orders`, began);
  return isSound;
}

/** The scene with the bug: its invariant must be among the broken ones, each time. */
async function showMutant(stage: Stage, mutant: Mutant, times: number): Promise<boolean> {
  const programOf = await buildScene(stage, mutant);
  return always(times, (run) => playMutant(stage, mutant, `${mutant.name} ${run}`, programOf));
}

async function playMutant(stage: Stage, mutant: Mutant, run: string, programOf: ProgramOf): Promise<boolean> {
  const { name, breaks, scene } = mutant;
  const began = performance.now();
  const isSeen = (broken: readonly string[]) => broken.includes(breaks);
  const { broken } = await playScene(stage, { scene, name: run, programOf }, isSeen, mutant);
  const isCaught = broken.includes(breaks);
  tell(
    isCaught,
    name,
    `${isCaught ? "caught by" : "NOT caught by"} ${breaks}; broken: ${broken.join(", ") || "nothing"}`,
    began,
  );
  return isCaught;
}

/** The tests with the defect: one of them must fail, which passes without. */
async function showTested({ folder }: Stage, mutant: TestedMutant): Promise<boolean> {
  const began = performance.now();
  const { isCaught, failed } = await runTested(folder, mutant);
  const by = isCaught ? "caught by" : "NOT caught by";
  tell(isCaught, mutant.name, `${by} "${mutant.fails} …"; failed: ${failed.length}`, began);
  return isCaught;
}

/** Whether it came out right as often as it was asked for. */
async function always(times: number, play: (run: number) => Promise<boolean>): Promise<boolean> {
  let isAlways = true;
  for (let run = 1; run <= times; run += 1) isAlways = (await play(run)) && isAlways;
  return isAlways;
}

function tell(isExpected: boolean, title: string, text: string, began: number): void {
  const mark = isExpected ? paint("green", "ok  ") : paint("red", "FAIL");
  say(`${mark} ${title.padEnd(26)} ${text}  ${paint("dim", inSeconds(performance.now() - began))}`);
}
