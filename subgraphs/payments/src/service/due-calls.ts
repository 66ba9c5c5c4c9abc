/** Open calls in their turn: made again, or what came of them looked for. */
import type { Deps } from "../context.ts";
import { findDueCalls, findDueSearches } from "../store/calls.ts";
import { resumeCall } from "./calls.ts";
import { oneByOne } from "./one-by-one.ts";

/** Makes again whatever is open and due: after a crash, after a provider was away. */
export async function resumeDueCalls(deps: Deps): Promise<void> {
  const due = await deps.store.read((db) => findDueCalls(db, deps.store.now(), 100));
  await oneByOne(deps.log, due, (key) => resumeCall(deps, key));
}

/** Looks for what may never have been begun. Apart from the others, whose calls must not wait for a whole list to be read. */
export async function searchForPayments(deps: Deps): Promise<void> {
  const due = await deps.store.read((db) => findDueSearches(db, deps.store.now(), 100));
  await oneByOne(deps.log, due, (key) => resumeCall(deps, key));
}
