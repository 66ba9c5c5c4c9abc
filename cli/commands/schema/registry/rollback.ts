/** Rollback: an earlier version becomes the current one by a new entry. It approves what it takes away again, and nothing that shows more. */

import { CommandFailure, UsageError } from "@hansa/kit/command-line";
import { showsMore } from "../../../../router/src/control/changes/change.ts";
import {
  addVersion,
  listVersions,
  readCurrent,
  readVersion,
  type Version,
} from "../../../../router/src/control/registry/versions.ts";
import type { CheckedChange } from "../check/check.ts";
import { unapprovedOf } from "../check/report.ts";
import { readCheckout, type Tree } from "../check/tree.ts";
import { compareWith, draftOf, type Publication } from "./publish.ts";

/** Publishes version `to` again, by default the last one before the current that a router has served. */
export async function rollBack(
  folder: string,
  { to, author }: { to?: number; author?: string },
  checkout: Tree = readCheckout(),
): Promise<Publication & { target: number }> {
  const current = await readCurrent(folder);
  if (!current) throw new CommandFailure(`${folder} has no version of the schema. Publish one: hansa schema publish.`);
  const target = await readVersion(folder, await chooseTarget(folder, current, to));
  const { supergraph, checks } = target;
  const compared = await compareWith(current, { supergraph, hints: checks.hints }, checkout);
  const findings = { ...compared, changes: compared.changes.map((change) => approve(change, target.number)) };
  if (supergraph === current.supergraph || unapprovedOf(findings).length > 0)
    return { current, findings, published: undefined, target: target.number };
  const published = await addVersion(folder, current, {
    ...draftOf(current, findings, author),
    commit: target.commit,
    restores: target.number,
    supergraph,
  });
  return { current, findings, published, target: target.number };
}

async function chooseTarget(folder: string, current: Version, to: number | undefined): Promise<number> {
  const { published, served } = await listVersions(folder);
  if (to !== undefined) {
    if (published.includes(to)) return to;
    throw new UsageError(`there is no version ${to}; the last one is ${current.number}`);
  }
  const found = served.filter((number) => number < (current.restores ?? current.number)).at(-1);
  if (found !== undefined) return found;
  throw new UsageError("no router has served an earlier version; name one with --to (hansa schema history lists them)");
}

/** Fields that were added since are taken away on purpose. */
function approve(change: CheckedChange, target: number): CheckedChange {
  const isMeant = change.level === "breaking" && change.approved === null && !showsMore(change);
  return isMeant ? { ...change, approved: `rollback to version ${target}` } : change;
}
