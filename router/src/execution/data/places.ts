/** Places of a response's errors: the entity and the fields that each path names. Subgraphs may send any path. */

import type { FetchStep } from "../plan.ts";
import type { Fault, Path, SentFault } from "./data.ts";

/** The faults of each entity, and those that name none: their path is missing, or leads elsewhere. */
type EntityFaults = { own: readonly (readonly SentFault[])[]; common: readonly Fault[] };

const noFaults: EntityFaults = { own: [], common: [] };

/** Assigns the errors of a response to so many entities. */
export function faultsByEntity(
  step: FetchStep,
  count: number,
  errors: readonly { fault: Fault; path: Path | undefined }[],
): EntityFaults {
  if (errors.length === 0) return noFaults;
  const own = Array.from({ length: count }, (): SentFault[] => []);
  const common: Fault[] = [];
  for (const { fault, path = [] } of errors) {
    const faults = own[entityOf(path, count) ?? count];
    if (faults) faults.push({ fault, ...selectedPath(step, path.slice(2)) });
    else common.push(fault);
  }
  return { own, common };
}

/** The part of an error's path that the fetch selects, and the same in the names of its data. The rest is a text of the subgraph, and no place of the response. */
export function selectedPath({ fields, renamed }: FetchStep, path: Path): { sent: Path; below: Path } {
  const below: (string | number)[] = [];
  let known = fields;
  for (const step of path) {
    const name = typeof step === "string" ? (renamed.get(step) ?? step) : step;
    if (typeof name === "string") {
      known = known.filter((field) => field.name === name);
      if (known.length === 0) break;
      known = known.flatMap(({ below }) => below);
    }
    below.push(name);
  }
  return { sent: path.slice(0, below.length), below };
}

/** The position of the entity that the path of an error names, of so many; undefined if it names none of them. */
export function entityOf([field, index]: Path, count: number): number | undefined {
  const isEntity = field === "_entities" && typeof index === "number" && Number.isInteger(index);
  return isEntity && index >= 0 && index < count ? index : undefined;
}
