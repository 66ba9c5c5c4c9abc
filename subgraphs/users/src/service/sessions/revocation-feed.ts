/** The revocation feed: ended sessions, changed roles and revoked API clients since a process last asked. */

import { withTrace } from "@hansa/kit/runtime";
import type { Revocation, RevocationPage, RevocationRequest } from "@hansa/kit/sessions";
import type { Deps } from "../../context.ts";
import { findRevocations } from "../../store/sessions/revocations.ts";
import type { RevocationRow } from "../../store/tables.ts";

/** Returns the revocations after `after`, or none once the wait is over or `stopping` aborts. */
export async function awaitRevocations(
  { store, runtime }: Pick<Deps, "store" | "runtime">,
  { after, waitMs }: RevocationRequest,
  stopping: AbortSignal,
): Promise<RevocationPage> {
  const askedAt = runtime.monotonic();
  for (;;) {
    const readAt = runtime.monotonic();
    const commits = store.commits();
    const { rows, seq } = await store.read((db) => findRevocations(db, after, runtime.now()));
    const left = askedAt + waitMs - runtime.monotonic();
    if (rows.length > 0 || seq !== after || left <= 0 || stopping.aborted) {
      return { entries: rows.map(revocationOf), seq, waitedMs: readAt - askedAt };
    }
    await store.awaitCommit(commits, left, stopping);
  }
}

/** The feed for users itself. Its statements count as internal work, like those of requests from other processes. */
export function awaitOwnRevocations(
  deps: Deps,
  request: RevocationRequest,
  signal: AbortSignal,
): Promise<RevocationPage> {
  return withTrace({ requestId: "revocations", entry: "internal" }, () => awaitRevocations(deps, request, signal));
}

function revocationOf({ kind, subject, role }: RevocationRow): Revocation {
  if (kind === "session") return { kind, sessionId: subject };
  return kind === "client" ? { kind, clientId: subject } : { kind, userId: subject, role: role ?? "" };
}
