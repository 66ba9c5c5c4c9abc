/** Due calls: open calls are repeated or looked up. */
import type { Deps } from "../../context.ts";
import { findDueCalls, findDueSearches } from "../../store/provider-calls/queries.ts";
import { processEach } from "../item-processing.ts";
import { resumeCall } from "./calls.ts";

/** Repeats open calls that are due, after a crash or an outage of the provider. */
export async function resumeDueCalls(deps: Deps): Promise<void> {
  const due = await deps.store.read((db) => findDueCalls(db, deps.store.now(), 100));
  await processEach(deps.log, due, (key) => resumeCall(deps, key));
}

/** Looks up starts of closed checkouts. A separate job, so that long searches do not delay other calls. */
export async function searchForPayments(deps: Deps): Promise<void> {
  const due = await deps.store.read((db) => findDueSearches(db, deps.store.now(), 100));
  await processEach(deps.log, due, (key) => resumeCall(deps, key));
}
