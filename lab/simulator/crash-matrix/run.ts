/**
 * The proof: every scene, a crash at each fault point that they reach, the same with second processes of orders and payments, and histories from
 * seeds.
 */
import { writeFileSync } from "node:fs";
import { historiesOf } from "../options.ts";
import { reportViolations } from "../report.ts";
import { scenes } from "../scenes/scenes.ts";
import { type Played, playAll, type Work } from "../workers/pool.ts";
import { type Draw, drawDeaths, drawProof } from "./draw.ts";
import { collectNames } from "./fault-point-names.ts";
import { crashesIn, nameFaults, type Rehearsal, takeoversIn } from "./matrix.ts";

const startedAt = performance.now();
let passed = 0;
let failed = 0;

type Wanted = {
  seed: number;
  histories: number;
  orders: number;
  workers: number;
  at: string;
  /** The name of the commit that draws seed, histories and crashes; all of them without it. */
  drawn?: string | true | undefined;
  report?: string | undefined;
};

/** Plays all of it, or what a commit draws. Answers with the exit code. */
export async function prove({ orders, workers, at, report, drawn, ...all }: Wanted): Promise<number> {
  const draw = drawn === undefined ? undefined : drawProof(String(drawn));
  if (draw) console.log(describe(draw));
  const { seed, histories } = draw ?? all;
  const selectDeaths = (works: readonly Work[]) =>
    (draw ? drawDeaths(draw, works) : works).filter(({ death }) => death?.where.includes(at));
  const shown = scenes.map(({ title }) => ({ seed, play: { scene: title } }));
  const rehearsals = await rehearse("scenes", shown, workers);
  const names = collectNames();
  const faults = nameFaults(names, rehearsals);
  for (const fault of faults) console.log(fault);
  const count = new Set(names.named.map(({ kind, name }) => `${kind}:${name}`)).size;
  passed += Math.max(0, count - faults.length);
  failed += faults.length;
  console.log(`${count} names, ${faults.length} faults`);
  const deaths = crashesIn(rehearsals);
  await playEach(`of ${deaths.length} deaths`, selectDeaths(deaths), workers);
  const beside = shown.map((work) => ({ ...work, replicas: true }));
  const together = takeoversIn(await rehearse("scenes with second processes", beside, workers));
  await playEach(`of ${together.length} deaths beside a second process`, selectDeaths(together), workers);
  await playEach("histories", historiesOf(seed, histories, orders), workers);
  if (report !== undefined) writeFileSync(report, JSON.stringify({ passed, failed }));
  console.log(`${passed} passed, ${failed} failed`);
  if (draw && failed > 0) console.log(`seed ${seed}; again: npm run prove -w @hansa/lab -- --drawn ${draw.commit}`);
  return failed === 0 ? 0 : 1;
}

function describe({ commit, seed, histories, changed }: Draw): string {
  const whole = changed.length > 0 ? ` and all of ${changed.join(", ")}` : "";
  return `${commit} draws seed ${seed}, ${histories} histories, half of the crash points${whole}`;
}

/** Plays the scenes, and tells which points each came to. */
async function rehearse(what: string, works: readonly Work[], workers: number): Promise<Rehearsal[]> {
  return (await playEach(what, works, workers)).map(([work, { reached }]) => ({ work, reached }));
}

async function playEach(what: string, works: readonly Work[], workers: number): Promise<[Work, Played][]> {
  console.log(`${works.length} ${what}`);
  let done = 0;
  const all = await playAll(works, workers, (history, work) => {
    const { death } = work;
    const isMissed = death !== undefined && (history.reached[death.where] ?? 0) < death.nth;
    const violations = isMissed ? [...history.violations, `no process reached ${death.where}`] : history.violations;
    reportViolations({ violations }, work);
    if (violations.length === 0) passed += 1;
    else failed += 1;
    done += 1;
    if (done % 100 === 0) console.log(`  ${done} after ${((performance.now() - startedAt) / 1_000).toFixed(0)} s`);
  });
  return works.flatMap((work, index): [Work, Played][] => {
    const played = all[index];
    return played ? [[work, played]] : [];
  });
}
