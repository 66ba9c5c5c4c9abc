/** The part of the proof that a commit draws: half of the crash points, and all points of a service that has changed. */
import { findChangedFiles, findCommit } from "../../../cli/host/commit.ts";
import { root } from "../../../cli/host/shop.mjs";
import { drawByCommit, seedOf } from "../../harness/draw.ts";
import type { Work } from "../workers/pool.ts";

export type Draw = {
  commit: string;
  /** The seed of scenes and histories, and how many histories. */
  seed: number;
  histories: number;
  /** Services whose crash points are all played. */
  changed: readonly string[];
};

const histories = 60;
/** A change is tried in full by the landings of so many days. */
const changedDays = 2;

/** The draw of the commit with this name. */
export function drawProof(name: string, folder = root): Draw {
  const commit = findCommit(name, folder);
  const services = findChangedFiles(commit, changedDays, folder).flatMap(
    (file) => /^subgraphs\/([^/]+)\/src\//.exec(file)?.[1] ?? [],
  );
  return { commit, seed: seedOf(commit), histories, changed: [...new Set(services)].toSorted() };
}

/** The works that crash at a drawn point, or in a service that has changed. */
export function drawDeaths({ commit, changed }: Pick<Draw, "commit" | "changed">, works: readonly Work[]): Work[] {
  const points = [...new Set(works.flatMap(({ death }) => death?.where ?? []))];
  const drawn = new Set(drawByCommit(commit, points, (point) => point).slice(0, Math.ceil(points.length / 2)));
  return works.filter(({ death }) => death && (drawn.has(death.where) || changed.includes(serviceOf(death.where))));
}

/** A point begins with the service that comes to it. */
function serviceOf(point: string): string {
  return point.slice(0, point.indexOf(" "));
}
