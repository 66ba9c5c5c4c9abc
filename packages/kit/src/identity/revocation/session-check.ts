/** The session check: refuses revoked viewers, and writes and staff requests while the revocation feed is too old. */

import { withJoinedSignals } from "../../coordination/abort-signals.ts";
import { type PeerCall, sendRequest } from "../../rpc/peers.ts";
import type { Log } from "../../runtime/log.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { Viewer } from "../identity.ts";
import { type Revocation, type RevocationPage, type RevocationQuestion, revocations } from "./revocation-feed.ts";

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
/** How long the users service holds a long poll. */
const pollMs = 1_000;
/** How much longer than that an answer may take. */
const marginMs = 1_500;
/** How long a request waits for a fresh feed. */
const maxWaitMs = 1_000;
/** The pause after an unanswered poll; requests do not poll meanwhile. */
const failurePauseMs = 250;
/** The pause after an answer: revocations that come together are read together. */
const answerPauseMs = 20;
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
  failedAt: number;
  /** The poll in progress; resolves to whether it was answered. */
  polling: Promise<boolean> | undefined;
};

export type SessionCheckParts = {
  runtime: Runtime;
  log: Log;
  /** Reads the next page of the feed. Throws when users does not answer in time. */
  read(question: RevocationQuestion, signal: AbortSignal): Promise<RevocationPage>;
  /** The store of this process, if the feed is in it: nothing polls, every write and staff request reads it, and others do after a change. */
  own?: { onCommit(listener: () => void): unknown };
};

/** Opens the check of a process other than users. */
export function openPeerSessionCheck(users: PeerCall, log: Log): SessionCheck {
  return openSessionCheck({
    runtime: users.runtime,
    log,
    read: async (question, signal) =>
      revocations.output.parse(
        await sendRequest(
          users,
          { path: "/internal/revocations", name: "users.revocations", waitMs: question.waitMs + marginMs, signal },
          question,
        ),
      ),
  });
}

/** Opens the check on a feed. */
export function openSessionCheck(parts: SessionCheckParts): SessionCheck {
  const { runtime, own } = parts;
  const state: State = { revoked: new Map(), after: null, freshAt: -Infinity, failedAt: -Infinity, polling: undefined };
  let commits = 0;
  let commitsRead = -1;
  own?.onCommit(() => {
    commits += 1;
  });
  const isOwnKnown = () => commitsRead === commits && runtime.monotonic() - state.freshAt <= ownMaxAgeMs;
  const readOwn = async () => {
    const before = commits;
    const isRead = await readPage(parts, state, 0, neverAborted);
    if (isRead) commitsRead = before;
    return isRead;
  };
  return {
    check: async (viewer, isWrite) => {
      if (viewer.kind === "guest" || viewer.kind === "service") return "live";
      const needsFresh = isWrite || isStaff(viewer);
      const isRead = own !== undefined && (needsFresh || !isOwnKnown()) && (await readOwn());
      if (isRevoked(state, viewer)) return "revoked";
      if (!needsFresh) return "live";
      if (own) return isRead ? "live" : "unverifiable";
      if (!isFresh(runtime, state)) await awaitFresh(parts, state);
      if (isRevoked(state, viewer)) return "revoked";
      return isFresh(runtime, state) ? "live" : "unverifiable";
    },
    follow: async (signal) => {
      while (!signal.aborted && !own) {
        const isAnswered = await poll(parts, state, pollMs, signal);
        await runtime.sleep(isAnswered ? answerPauseMs : failurePauseMs, signal);
      }
    },
  };
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

/**
 * Waits for the poll in progress, or polls, for at most a second. A poll that began before this process was suspended says nothing of now,
 * so that one more follows. After an unanswered poll, requests are refused without a wait.
 */
async function awaitFresh(parts: SessionCheckParts, state: State): Promise<void> {
  const { runtime } = parts;
  if (runtime.monotonic() - state.failedAt <= failurePauseMs) return;
  await withJoinedSignals([], async (over) => {
    const readNow = () => poll(parts, state, 0, new AbortController().signal);
    const reading = readNow().then((isAnswered) => (isAnswered && !isFresh(runtime, state) ? readNow() : isAnswered));
    await Promise.race([reading, runtime.sleep(maxWaitMs, over.signal)]);
    over.abort();
  });
}

function poll(parts: SessionCheckParts, state: State, waitMs: number, signal: AbortSignal): Promise<boolean> {
  state.polling ??= readPage(parts, state, waitMs, signal).finally(() => {
    state.polling = undefined;
  });
  return state.polling;
}

/** Reads one page; false if there was no answer. The age counts from the question, plus the time that users itself waited. */
async function readPage(
  { runtime, log, read }: SessionCheckParts,
  state: State,
  waitMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const requestedAt = runtime.monotonic();
  try {
    const { entries, seq, waitedMs } = await read({ after: state.after, waitMs }, signal);
    for (const entry of entries) {
      const key = keyOf(entry);
      state.revoked.delete(key);
      state.revoked.set(key, { role: entry.kind === "role" ? entry.role : undefined, readAt: requestedAt });
    }
    // A restored store has given out fewer numbers: the feed is read from its start again.
    state.after = state.after !== null && seq < state.after ? null : seq;
    state.freshAt = Math.max(state.freshAt, requestedAt + Math.min(waitedMs, runtime.monotonic() - requestedAt));
    dropOldRevocations(state, requestedAt - retentionMs);
    return true;
  } catch (error) {
    state.failedAt = runtime.monotonic();
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
