/** The crash matrix: a service dies at each point that it comes to, the first time and the second, and everything must come right. */
import type { Work } from "./crew.ts";
import { excused } from "./excused.ts";
import type { Found } from "./names.ts";

/** A scene or history that was played, and how often each point was come to. */
export type Rehearsal = { work: Work; reached: Readonly<Record<string, number>> };

const times = [1, 2] as const;

/** A death for each point and time, each in the shortest of these that comes there so often. */
export function deathsIn(rehearsals: readonly Rehearsal[]): Work[] {
  const shortest = [...rehearsals].sort((one, other) => lengthOf(one) - lengthOf(other));
  const deaths = new Map<string, Work>();
  for (const { work, reached } of shortest) {
    for (const [where, count] of Object.entries(reached)) {
      for (const nth of times) {
        const key = `${where} ${nth}`;
        if (count >= nth && !deaths.has(key)) deaths.set(key, { ...work, death: { where, nth } });
      }
    }
  }
  return [...deaths.values()];
}

/** What is wrong with the names: one that cannot be read, is not come to twice and not excused, or is excused and come to. */
export function nameFaults({ named, faults }: Found, rehearsals: readonly Rehearsal[]): string[] {
  const known = new Map(named.map(({ kind, name, where }) => [`${kind}:${name}`, where]));
  const most = mostOften(rehearsals);
  const unseen = [...known].flatMap(([name, where]) => {
    if (Object.hasOwn(excused, name)) return [];
    const missing = missingOf(name, most);
    return missing === undefined ? [] : [`${where}: no scene comes ${missing} ${name}`];
  });
  const stale = Object.keys(excused).flatMap((name) => {
    if (!known.has(name)) return [`${name} is excused, and not there`];
    return missingOf(name, most) === "to" ? [] : [`${name} is excused, and come to`];
  });
  return [...faults, ...unseen, ...stale];
}

/** How often each point was come to in the one that came there most often, whichever service it was in. */
function mostOften(rehearsals: readonly Rehearsal[]): ReadonlyMap<string, number> {
  const most = new Map<string, number>();
  for (const { reached } of rehearsals) {
    for (const [where, count] of Object.entries(reached)) {
      const point = where.slice(where.indexOf(" ") + 1);
      most.set(point, Math.max(most.get(point) ?? 0, count));
    }
  }
  return most;
}

/** What is missing for a name to be come to twice, before and after; undefined: nothing. */
function missingOf(name: string, most: ReadonlyMap<string, number>): "to" | "twice to" | undefined {
  const least = Math.min(most.get(`before:${name}`) ?? 0, most.get(`after:${name}`) ?? 0);
  return least === 0 ? "to" : least < times.length ? "twice to" : undefined;
}

function lengthOf({ reached }: Rehearsal): number {
  return Object.values(reached).reduce((sum, count) => sum + count, 0);
}
