/** The session check: refuses revoked viewers, and writes and staff requests while the revocation feed is too old. */

import { withJoinedSignals } from "../coordination/abort-signals.ts";
import { shareRuns } from "../coordination/shared-runs.ts";
import type { Viewer } from "../identity/identity.ts";
import { type PeerCall, sendRequest } from "../rpc/peers.ts";
import type { Log } from "../runtime/log.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { asShop } from "../runtime/trace.ts";
import { type Revocation, type RevocationPage, type RevocationRequest, revocationPage } from "./revocation-feed.ts";

/** `unverifiable`: the request needs a fresh feed, and there is none. */
type SessionVerdict = "live" | "revoked" | "unverifiable";

export type SessionCheck = {
  /** Checks the viewer of a request. A write and a staff request wait up to a second for the feed if it is too old. */
  check(viewer: Viewer, isWrite: boolean): Promise<SessionVerdict>;
  /** Reads the feed by long polls, one at a time, until `signal` aborts. */
  follow(signal: AbortSignal): Promise<void>;
};

/** The greatest age, in milliseconds, at which the feed still proves that a session has not ended. */
const maxAgeMs = 2_000;
/** How long the users service holds a long poll. A revocation ends it at once, so that it need not be short. */
const pollMs = 10_000;
/** How much longer than that a response may take. */
const marginMs = 1_500;
/** How long a request waits for a fresh feed, which it asks for without a long poll. */
const maxWaitMs = 1_000;
/** The pause after an unanswered request; if it was that of a request, others do not ask meanwhile. */
const failurePauseMs = 250;
/** The pause after a response: revocations that come together are read together. */
const responsePauseMs = 20;
/** Longer than any access token, assertion or cached API client lives. */
const retentionMs = 7 * 60_000;

/** How long the revocations that were read from the own store are good for queries of customers, unless this process commits a change. */
const ownMaxAgeMs = 250;

/** For the reads of the own store, which end by themselves. */
const neverAborted = new AbortController().signal;

type State = {
  /** By session, client or person: when it was read, and the role that the person has now. */
  revoked: Map<string, { role: string | undefined; readAt: number }>;
  after: number | null;
  /** The moment up to which the feed is known to be complete. */
  freshAt: number;
  /** When a request that was not a long poll failed last. */
  failedAt: number;
};

export type SessionCheckParts = {
  runtime: Runtime;
  log: Log;
  /** Reads the next page of the feed. Throws when users does not answer in time. */
  read(request: RevocationRequest, signal: AbortSignal): Promise<RevocationPage>;
  /** The store of this process, if the feed is in it: nothing polls, every write and staff request reads it, and others do after a change. */
  own?: { commits(): number };
};

/** Opens the check of a process that is not the issuer of sessions. */
export function openPeerSessionCheck(issuer: PeerCall, log: Log): SessionCheck {
  return openSessionCheck({
    runtime: issuer.runtime,
    log,
    read: async (request, signal) =>
      revocationPage.parse(
        await asShop(() =>
          sendRequest(
            issuer,
            {
              path: "/internal/revocations",
              name: `${issuer.callee}.revocations`,
              waitMs: request.waitMs + marginMs,
              signal,
            },
            request,
          ),
        ),
      ),
  });
}

/** Opens the check on a feed. */
export function openSessionCheck(parts: SessionCheckParts): SessionCheck {
  const { runtime, own } = parts;
  const state: State = { revoked: new Map(), after: null, freshAt: -Infinity, failedAt: -Infinity };
  let commitsRead: number | undefined;
  const readFresh = shareRuns(async () => void (await readPage(parts, state, 0, neverAborted)));
  const isOwnKnown = () => commitsRead === own?.commits() && runtime.monotonic() - state.freshAt <= ownMaxAgeMs;
  const readOwn = async () => {
    const before = own?.commits();
    const isRead = await readPage(parts, state, 0, neverAborted);
    if (isRead) commitsRead = before;
    return isRead;
  };
  return {
    check: async (viewer, isWrite) => {
      if (viewer.kind === "guest" || viewer.kind === "service") return "live";
      const needsFresh = needsFreshFeed(viewer, isWrite);
      const isRead = own !== undefined && (needsFresh || !isOwnKnown()) && (await readOwn());
      if (isRevoked(state, viewer)) return "revoked";
      if (!needsFresh) return "live";
      if (own) return isRead ? "live" : "unverifiable";
      if (!isFresh(runtime, state)) await awaitFresh(runtime, state, readFresh);
      if (isRevoked(state, viewer)) return "revoked";
      return isFresh(runtime, state) ? "live" : "unverifiable";
    },
    follow: async (signal) => {
      while (!signal.aborted && !own) {
        const isAnswered = await readPage(parts, state, pollMs, signal);
        await runtime.sleep(isAnswered ? responsePauseMs : failurePauseMs, signal);
      }
    },
  };
}

/** Whether a request of this viewer needs a fresh feed: while users does not answer, it is refused. */
export function needsFreshFeed(viewer: Viewer, isWrite: boolean): boolean {
  if (viewer.kind === "guest" || viewer.kind === "service") return false;
  return isWrite || isStaff(viewer);
}

/** Whether the viewer may do more than a customer. */
function isStaff(viewer: Viewer): boolean {
  return (
    viewer.kind === "client" || (viewer.kind === "user" && (viewer.role !== "CUSTOMER" || viewer.scopes.length > 0))
  );
}

function isFresh(runtime: Runtime, { freshAt }: State): boolean {
  return runtime.monotonic() - freshAt <= maxAgeMs;
}

function isRevoked({ revoked }: State, viewer: Viewer): boolean {
  if (viewer.kind === "client") return revoked.has(`client ${viewer.id}`);
  if (viewer.kind !== "user") return false;
  const change = revoked.get(`role ${viewer.id}`);
  return revoked.has(`session ${viewer.sessionId}`) || (change !== undefined && change.role !== viewer.role);
}

/** Waits for a request that was asked after the request arrived, for at most a second. After a failed one, requests are refused at once. */
async function awaitFresh(runtime: Runtime, state: State, readFresh: () => Promise<void>): Promise<void> {
  if (runtime.monotonic() - state.failedAt <= failurePauseMs) return;
  await withJoinedSignals([], async (over) => {
    await Promise.race([readFresh(), runtime.sleep(maxWaitMs, over.signal)]);
    over.abort();
  });
}

/** Reads one page; false if there was no response. The age counts from the request, plus the time that users itself waited. */
async function readPage(
  { runtime, log, read }: SessionCheckParts,
  state: State,
  waitMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const requestedAt = runtime.monotonic();
  const { after } = state;
  try {
    const { entries, seq, waitedMs } = await read({ after, waitMs }, signal);
    const isNews = state.after === null || seq > state.after;
    for (const entry of isNews ? entries : []) {
      const key = keyOf(entry);
      state.revoked.delete(key);
      state.revoked.set(key, { role: entry.kind === "role" ? entry.role : undefined, readAt: requestedAt });
    }
    // A restored store has given out fewer numbers: the feed is read from its start again.
    if (after !== null && seq < after) state.after = null;
    else if (isNews) state.after = seq;
    state.freshAt = Math.max(state.freshAt, requestedAt + Math.min(waitedMs, runtime.monotonic() - requestedAt));
    dropOldRevocations(state, requestedAt - retentionMs);
    return true;
  } catch (error) {
    // A long poll also ends when users is replaced, or before it has started: a request asks on its own.
    if (waitMs === 0) state.failedAt = runtime.monotonic();
    log.debug({ err: error }, "session check: the revocation feed was not answered");
    return false;
  }
}

function keyOf(entry: Revocation): string {
  if (entry.kind === "session") return `session ${entry.sessionId}`;
  return entry.kind === "client" ? `client ${entry.clientId}` : `role ${entry.userId}`;
}

/** The map is in the order of reading. */
function dropOldRevocations({ revoked }: State, before: number): void {
  for (const [key, { readAt }] of revoked) {
    if (readAt >= before) return;
    revoked.delete(key);
  }
}
