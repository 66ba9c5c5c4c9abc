/** `npm run chaos:mutants`: plants twelve bugs, one after the other, and shows that the chaos run would have seen each; without them it sees nothing. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import type { AuditReport } from "../../audit/audit.ts";
import { buildProcesses } from "../../build.ts";
import { readSettings } from "../../shop.mjs";
import { inSeconds, paint, say } from "../../terminal.mjs";
import { names, sourcesOf } from "../shop/names.ts";
import type { Mutant, Scene } from "./mutant.ts";
import { mutants } from "./mutants.ts";
import { buildScene, playScene, type Stage } from "./playing.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    only: { type: "string" },
    keep: { type: "boolean", default: false },
  },
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

const seed = Number(values.seed);
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
for (const scene of scenes) isGreen.set(scene, await showSound(scene));
let caught = 0;
for (const mutant of chosen) {
  const isCaught = await showMutant(mutant).catch((error) => {
    say(`${paint("red", "FAIL")} ${mutant.name}: ${error instanceof Error ? error.message : error}`);
    return false;
  });
  if (isCaught && isGreen.get(mutant.scene)) caught += 1;
}
if (!values.keep) rmSync(folder, { recursive: true });
say(`${caught} of ${chosen.length} caught`);
process.exit(caught === chosen.length ? 0 : 1);

/** The scene without a bug: whoever looks, at any time, finds nothing, and it comes to rest. */
async function showSound(scene: Scene): Promise<boolean> {
  const began = performance.now();
  const seen = new Set<string>();
  const look = (report: AuditReport) => {
    for (const id of brokenIn(report)) seen.add(id);
    return false;
  };
  const name = `sound ${scene}`;
  const programOf = await buildScene(stage, scene, name, [], []);
  const { audit, isAtRest } = await playScene(stage, scene, name, programOf, look);
  for (const id of brokenIn(audit)) seen.add(id);
  const isSound = seen.size === 0 && audit.isClean && audit.orders > 0 && isAtRest;
  const verdict = isSound ? "clean" : `broken: ${[...seen].join(", ") || "not at rest"}`;
  tell(isSound, `without a bug: ${scene}`, `${verdict}, ${audit.orders} orders`, began);
  return isSound;
}

/** The scene with the bug: its invariant must be among the broken ones. */
async function showMutant({ name, breaks, scene, builds, patches, guards }: Mutant): Promise<boolean> {
  const began = performance.now();
  const programOf = await buildScene(stage, scene, name, builds, patches);
  const isSeen = (report: AuditReport) => brokenIn(report).includes(breaks);
  const { audit } = await playScene(stage, scene, name, programOf, isSeen, guards);
  const broken = brokenIn(audit);
  const isCaught = broken.includes(breaks);
  tell(
    isCaught,
    name,
    `${isCaught ? "caught by" : "NOT caught by"} ${breaks}; broken: ${broken.join(", ") || "nothing"}`,
    began,
  );
  return isCaught;
}

function brokenIn({ verdicts }: AuditReport): string[] {
  return verdicts.filter(({ verdict }) => verdict === "broken").map(({ id }) => id);
}

function tell(isRight: boolean, title: string, text: string, began: number): void {
  const mark = isRight ? paint("green", "ok  ") : paint("red", "FAIL");
  say(`${mark} ${title.padEnd(26)} ${text}  ${paint("dim", inSeconds(performance.now() - began))}`);
}
