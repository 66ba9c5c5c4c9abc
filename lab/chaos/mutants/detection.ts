/** Plants each mutant and shows that its scene or its tests catch it, and that nothing is found without it. */

import { writeFileSync } from "node:fs";
import path from "node:path";
import { buildProcesses } from "../../../cli/host/build/bundle.ts";
import { readHostConfig } from "../../../cli/host/shop.mjs";
import { inSeconds, paint, say } from "../../../cli/host/terminal.mjs";
import { inFolder, type Outcome } from "../../harness/experiment.ts";
import { names, sourcesOf } from "../processes/names.ts";
import { type Choice, chooseMutants } from "./choice.ts";
import type { Mutant, PlayedMutant, Scene } from "./mutant.ts";
import { buildScene, type ProgramOf, playScene, type Stage } from "./scene-run.ts";
import { findCatches, runPlanted, runSound, type TestResult } from "./test-run.ts";

/** `byTests`: all by tests. Without it those with a scene are played. */
type DetectionOptions = Choice & {
  byTests: boolean;
  seed: number;
  times: number;
  report?: string | undefined;
  keep: boolean;
};

/** Plants the bugs that are asked for: each must be caught. */
export function detectMutants({ byTests, seed, times, report, keep, ...choice }: DetectionOptions): Promise<Outcome> {
  const selected = chooseMutants(choice);
  const played = byTests ? [] : selected.filter((mutant) => "scene" in mutant);
  const tested = selected.filter((mutant) => byTests || !("scene" in mutant));
  return inFolder("mutants", async (folder, keepFolder) => {
    keepFolder(keep);
    const stage: Stage = { folder, sound: path.join(folder, "sound"), seed, port: readHostConfig().port };
    const caught = (await countPlayed(stage, played, times)) + (await countTested(folder, tested, times));
    if (report !== undefined)
      writeFileSync(report, JSON.stringify({ passed: caught, failed: selected.length - caught }));
    say(`${caught} of ${selected.length} caught`);
    return { isMet: caught === selected.length };
  });
}

/** Plays the scenes without a bug, then every bug. A bug counts if its scene is clean without it. */
async function countPlayed(stage: Stage, mutants: readonly PlayedMutant[], times: number): Promise<number> {
  if (mutants.length === 0) return 0;
  await buildProcesses(stage.sound, sourcesOf(names));
  const isGreen = new Map<Scene, boolean>();
  const scenes = new Set(mutants.map((mutant) => mutant.scene));
  for (const scene of scenes) isGreen.set(scene, await orFailed(`without a bug: ${scene}`, showSound(stage, scene)));
  let caught = 0;
  for (const mutant of mutants) {
    const isCaught = await orFailed(mutant.name, showMutant(stage, mutant, times));
    if (isCaught && isGreen.get(mutant.scene)) caught += 1;
  }
  return caught;
}

/** Runs the tests without a bug, all together, then those of every bug with it. */
async function countTested(folder: string, mutants: readonly Mutant[], times: number): Promise<number> {
  if (mutants.length === 0) return 0;
  const began = performance.now();
  const sound = await runSound(folder, mutants);
  const passed = sound.filter(({ status }) => status === "passed").length;
  const failed = sound.filter(({ status }) => status === "failed");
  const faults = failed.map(({ file, title }) => `; ${file}: ${title}`).join("");
  tell(
    passed > 0 && failed.length === 0,
    "without a bug: tests",
    `${passed} passed, ${failed.length} failed${faults}`,
    began,
  );
  let caught = 0;
  for (const mutant of mutants)
    if (
      await orFailed(
        mutant.name,
        always(times, () => showTested(folder, mutant, sound)),
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
async function showMutant(stage: Stage, mutant: PlayedMutant, times: number): Promise<boolean> {
  const programOf = await buildScene(stage, mutant);
  return always(times, (run) => playMutant(stage, mutant, `${mutant.name} ${run}`, programOf));
}

async function playMutant(stage: Stage, mutant: PlayedMutant, run: string, programOf: ProgramOf): Promise<boolean> {
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

/** Each of its tests must fail with the bug, which passes without. */
async function showTested(folder: string, mutant: Mutant, sound: readonly TestResult[]): Promise<boolean> {
  const began = performance.now();
  const catches = findCatches(mutant, sound, await runPlanted(folder, mutant));
  const titles = mutant.tests.map(({ title }) => `"${title} …"`).join(", ");
  const text = catches ? `caught by ${titles}: ${catches.join("; ")}` : `NOT caught by ${titles}`;
  tell(catches !== undefined, mutant.name, text, began);
  return catches !== undefined;
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
