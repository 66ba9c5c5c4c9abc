/**
 * `npm run chaos:mutants`: plants each bug, one after the other, and shows that the chaos run would have seen it; without them it sees nothing.
 * `--times N` plays each bug N times; it must be caught every time.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { buildProcesses } from "../../build/bundle.ts";
import { readSettings } from "../../shop.mjs";
import { inSeconds, paint, say } from "../../terminal.mjs";
import { names, sourcesOf } from "../shop/names.ts";
import type { Mutant, Scene } from "./mutant.ts";
import { mutants } from "./mutants.ts";
import { buildScene, type ProgramOf, playScene, type Stage } from "./playing.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    only: { type: "string" },
    times: { type: "string", default: "1" },
    keep: { type: "boolean", default: false },
  },
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

const seed = Number(values.seed);
const times = Number(values.times);
if (!Number.isSafeInteger(times) || times < 1)
  throw new Error(`--times takes a whole number; it is "${values.times}".`);
const { port } = readSettings();
const chosen = mutants.filter(({ name }) => values.only === undefined || name === values.only);
if (chosen.length === 0)
  throw new Error(`there is no mutant "${values.only}": ${mutants.map(({ name }) => name).join(", ")}`);
const folder = mkdtempSync(path.join(tmpdir(), "hansa-mutants-"));
const sound = path.join(folder, "sound");
const stage: Stage = { folder, sound, seed, port };

await buildProcesses(sound, sourcesOf(names));
const isGreen = new Map<Scene, boolean>();
const scenes = new Set(chosen.map((mutant) => mutant.scene));
for (const scene of scenes) isGreen.set(scene, await orFailed(`without a bug: ${scene}`, showSound(scene)));
let caught = 0;
for (const mutant of chosen) {
  const isCaught = await orFailed(mutant.name, showMutant(mutant));
  if (isCaught && isGreen.get(mutant.scene)) caught += 1;
}
if (!values.keep) rmSync(folder, { recursive: true });
say(`${caught} of ${chosen.length} caught`);
process.exit(caught === chosen.length ? 0 : 1);

/** False, and said, if it could not be played at all. */
function orFailed(title: string, shown: Promise<boolean>): Promise<boolean> {
  return shown.catch((error) => {
    say(`${paint("red", "FAIL")} ${title}: ${error instanceof Error ? error.message : error}`);
    return false;
  });
}

/** The scene without a bug: whoever looks, at any time, finds nothing, and it comes to rest. */
async function showSound(scene: Scene): Promise<boolean> {
  const name = `sound ${scene}`;
  const programOf = await buildScene(stage, scene, name, [], []);
  const began = performance.now();
  const seen = new Set<string>();
  const look = (broken: readonly string[]) => {
    for (const id of broken) seen.add(id);
    return false;
  };
  const { broken, audit, isAtRest } = await playScene(stage, scene, name, programOf, look);
  look(broken);
  const isSound = seen.size === 0 && audit.isClean && audit.orders > 0 && isAtRest;
  const verdict = isSound ? "clean" : `broken: ${[...seen].join(", ") || "not at rest"}`;
  tell(isSound, `without a bug: ${scene}`, `${verdict}, ${audit.orders} orders`, began);
  return isSound;
}

/** The scene with the bug: its invariant must be among the broken ones, each time. */
async function showMutant(mutant: Mutant): Promise<boolean> {
  const { name, scene, builds, patches } = mutant;
  const programOf = await buildScene(stage, scene, name, builds, patches);
  return always((run) => playMutant(mutant, `${name} ${run}`, programOf));
}

async function playMutant(mutant: Mutant, run: string, programOf: ProgramOf): Promise<boolean> {
  const { name, breaks, scene } = mutant;
  const began = performance.now();
  const isSeen = (broken: readonly string[]) => broken.includes(breaks);
  const { broken } = await playScene(stage, scene, run, programOf, isSeen, mutant);
  const isCaught = broken.includes(breaks);
  tell(
    isCaught,
    name,
    `${isCaught ? "caught by" : "NOT caught by"} ${breaks}; broken: ${broken.join(", ") || "nothing"}`,
    began,
  );
  return isCaught;
}

/** Whether it came out right as often as it was asked for. */
async function always(play: (run: number) => Promise<boolean>): Promise<boolean> {
  let isAlways = true;
  for (let run = 1; run <= times; run += 1) isAlways = (await play(run)) && isAlways;
  return isAlways;
}

function tell(isRight: boolean, title: string, text: string, began: number): void {
  const mark = isRight ? paint("green", "ok  ") : paint("red", "FAIL");
  say(`${mark} ${title.padEnd(26)} ${text}  ${paint("dim", inSeconds(performance.now() - began))}`);
}
