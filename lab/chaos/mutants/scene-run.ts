/** Plays a scene on real processes, with or without a mutant, and audits the stores until the findings suffice. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { type AuditReport, auditStores } from "../../../cli/audit/audit.ts";
import { buildProcesses, builtProgram, type Patch } from "../../../cli/host/build/bundle.ts";
import { storeFile } from "../../../cli/host/shop.mjs";
import { loadDriver } from "../../../cli/host/sqlite.mjs";
import type { Left } from "../outcome/stores.ts";
import { type Name, sourcesOf } from "../processes/names.ts";
import { run } from "../run.ts";
import type { PlayedMutant, Scene } from "./mutant.ts";
import { plays } from "./scenes.ts";

/** The stage: the folder of all runs, and in it the processes without a mutant. */
export type Stage = { folder: string; sound: string; seed: number; port: number };
export type ProgramOf = (name: Name) => string;

/** So long is looked for what a bug has broken, and for whether a sound shop comes to rest. */
const maxDrainMs = 120_000;
const lookEveryMs = 2_000;
/** While a shop with a bug is not at rest, what is younger than this may still be on its way, and breaks nothing. */
const inFlightMs = 20_000;

/** A scene and what is planted in its processes. */
type Planted = { scene: Scene; name: string; builds: readonly Name[]; patches: readonly Patch[] };

/** Builds what differs from the sound shop: what is planted, and the fault points of the scene, with and without a bug. */
export async function buildScene(
  { folder, sound }: Stage,
  { scene, name, builds, patches }: Planted,
): Promise<ProgramOf> {
  const { faultPoints } = plays[scene];
  const changed = new Set([...builds, ...faultPoints.builds]);
  const own = path.join(folder, "build", name.replaceAll(" ", "-"));
  if (changed.size > 0) await buildProcesses(own, sourcesOf([...changed]), [...patches, ...faultPoints.patches]);
  return (process: Name) => builtProgram(changed.has(process) ? own : sound, process);
}

/** A scene with its processes, and the name of its run. */
type BuiltScene = { scene: Scene; name: string; programOf: ProgramOf };

/** The outcome of a scene. `broken`: invariants, and checks of clients. */
export type Played = { broken: string[]; audit: AuditReport; isAtRest: boolean };

/** Plays it until `isEnough` has seen enough, or it is at rest. Only of a shop at rest is everything asked to be settled. */
export async function playScene(
  { folder, seed, port }: Stage,
  { scene, name, programOf }: BuiltScene,
  isEnough: (broken: readonly string[]) => boolean,
  mutant?: Pick<PlayedMutant, "guards">,
): Promise<Played> {
  // Work of a sound shop is only late where the machine is: it may take until the shop has to be at rest.
  const toleratedMs = mutant ? inFlightMs : maxDrainMs;
  const guards = mutant?.guards;
  const own = path.join(folder, name.replaceAll(" ", "-"));
  mkdirSync(own);
  let lookAt = 0;
  const ran = await run({
    replicas: [],
    ...plays[scene],
    seed,
    port,
    folder: own,
    programOf,
    longestDrainMs: maxDrainMs,
    isObserved: false,
    prepare: ({ data }) => guards && dropGuards(data, guards),
    isEnough: (left, found) => {
      if (performance.now() < lookAt) return false;
      const isSeen = isEnough([...found, ...brokenIn(audit(left, false, toleratedMs))]);
      lookAt = performance.now() + lookEveryMs;
      return isSeen;
    },
    say: () => {},
  });
  const isAtRest = ran.drainMs !== null;
  const report = audit(ran, isAtRest, toleratedMs);
  return { broken: [...ran.found, ...brokenIn(report)], audit: report, isAtRest };
}

function brokenIn({ verdicts }: AuditReport): string[] {
  return verdicts.filter(({ verdict }) => verdict === "broken").map(({ id }) => id);
}

function audit({ data, books, journal }: Left, drained: boolean, inFlightMs: number): AuditReport {
  return auditStores({ data, books, journal, drained, inFlightMs });
}

/** Drops triggers. Throws if one does not exist: a missing guard cannot explain why a defect stays unseen. */
function dropGuards(data: string, { store, triggers }: NonNullable<PlayedMutant["guards"]>): void {
  const Database = loadDriver();
  const database = new Database(storeFile(data, store));
  for (const trigger of triggers) database.exec(`DROP TRIGGER ${trigger}`);
  database.close();
}
