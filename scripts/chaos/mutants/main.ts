/** `npm run chaos:mutants`: plants twelve bugs, one after the other, and shows that the chaos run would have seen each; without them it sees nothing. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { type AuditReport, auditStores } from "../../audit/audit.ts";
import { readSettings } from "../../shop.mjs";
import { inSeconds, paint, say } from "../../terminal.mjs";
import { run } from "../run.ts";
import { buildProcesses, builtProgram } from "../shop/build.ts";
import { type Name, names } from "../shop/names.ts";
import type { Mutant, Scene } from "./mutant.ts";
import { mutants } from "./mutants.ts";
import { plays } from "./scenes.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    only: { type: "string" },
    keep: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed);
const { port } = readSettings();
const chosen = mutants.filter(({ name }) => values.only === undefined || name === values.only);
if (chosen.length === 0)
  throw new Error(`there is no mutant "${values.only}": ${mutants.map(({ name }) => name).join(", ")}`);
const folder = mkdtempSync(path.join(tmpdir(), "hansa-mutants-"));
const sound = path.join(folder, "sound");

/** What is found in a sound shop is no proof of anything; a bug is caught when the sound shop of the same seed is clean. */
const soundShopsMs = 60_000;
const brokenShopsMs = 5_000;

await buildProcesses(sound, names, []);
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

/** The scene without a bug: it must find nothing. */
async function showSound(scene: Scene): Promise<boolean> {
  const began = performance.now();
  const { audit, isAtRest } = await play(scene, `sound ${scene}`, (name) => builtProgram(sound, name), soundShopsMs);
  const isSound = audit.isClean && audit.orders > 0 && isAtRest;
  const broken = brokenIn(audit);
  const verdict = isSound ? "clean" : `broken: ${broken.join(", ") || "not at rest"}`;
  tell(isSound, `without a bug: ${scene}`, `${verdict}, ${audit.orders} orders`, began);
  return isSound;
}

/** The scene with the bug: its invariant must be among the broken ones. */
async function showMutant({ name, breaks, scene, builds, patches }: Mutant): Promise<boolean> {
  const began = performance.now();
  const build = path.join(folder, "build", name.replaceAll(" ", "-"));
  await buildProcesses(build, builds, patches);
  const programOf = (process: Name) => builtProgram(builds.includes(process) ? build : sound, process);
  const { audit } = await play(scene, name, programOf, brokenShopsMs);
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

async function play(scene: Scene, name: string, programOf: (name: Name) => string, longestDrainMs: number) {
  const own = path.join(folder, name.replaceAll(" ", "-"));
  mkdirSync(own);
  const ran = await run({ ...plays[scene], seed, port, folder: own, programOf, longestDrainMs, say: () => {} });
  const audit = auditStores({ data: ran.data, books: ran.books, journal: ran.journal, drained: true });
  return { audit, isAtRest: ran.drainMs !== null };
}

function brokenIn({ verdicts }: AuditReport): string[] {
  return verdicts.filter(({ verdict }) => verdict === "broken").map(({ id }) => id);
}

function tell(isRight: boolean, title: string, text: string, began: number): void {
  const mark = isRight ? paint("green", "ok  ") : paint("red", "FAIL");
  say(`${mark} ${title.padEnd(26)} ${text}  ${paint("dim", inSeconds(performance.now() - began))}`);
}
