/** Rate limiter of attempts: counts them by account and network, and never refuses anybody for the attempts of unrelated networks. */

import { networkOf } from "@hansa/kit/identity";
import { raiseAlarm, refusal } from "@hansa/kit/runtime";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Context } from "../context.ts";
import { fingerprint } from "../providers/secrets.ts";
import { deleteAttempts, findNthLastAttempt, insertAttempt } from "../store/sessions/login-attempts.ts";
import type { LoginAttemptRow } from "../store/tables.ts";

type Kind = Exclude<LoginAttemptRow["kind"], "signedIn" | "alarm">;
type Limit = {
  perAccountAndNetwork: number;
  perNetwork: number;
  perAccount: number;
  /** The shop-wide level: more attempts raise an alarm and lower the limits of unfamiliar networks. It refuses no attempt by itself. */
  alarmAt: number;
  windowMs: number;
};

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * Sign-ins count when they fail, the others always. A network reaches its own limits long before those of an account: only many networks lock
 * an account out, and never where its owner has signed in recently.
 */
const limits = {
  signIn: { perAccountAndNetwork: 10, perNetwork: 100, perAccount: 300, alarmAt: 3_000, windowMs: 15 * minute },
  register: { perAccountAndNetwork: 5, perNetwork: 100, perAccount: 50, alarmAt: 1_000, windowMs: hour },
  reset: { perAccountAndNetwork: 5, perNetwork: 100, perAccount: 50, alarmAt: 1_000, windowMs: hour },
  export: { perAccountAndNetwork: 5, perNetwork: 100, perAccount: 50, alarmAt: 1_000, windowMs: hour },
  emailChange: { perAccountAndNetwork: 5, perNetwork: 100, perAccount: 50, alarmAt: 1_000, windowMs: hour },
} as const satisfies Record<Kind, Limit>;

/** The share of its limit that an unfamiliar network keeps above the shop-wide level. */
const strainedShare = 1 / 5;

export type RateLimited = ReturnType<typeof rateLimited>;

/** Older attempts count towards no limit. */
export const maxWindowMs = hour;
/** A network is familiar to an account for this time after its last sign-in from there. */
export const familiarNetworkMs = 30 * day;

type AttemptContext = Pick<Context, "runtime" | "secrets" | "from" | "log" | "metrics">;

/**
 * Counts an attempt before it is made, so that concurrent attempts cannot exceed a limit. Returns its id, or the refusal; refused attempts are
 * not counted, so that they do not prolong the wait. `who` is an e-mail address, or an id.
 */
export async function countAttempt(
  context: AttemptContext,
  tx: Tx,
  kind: Kind,
  who: string,
): Promise<{ attemptId: string } | { limited: RateLimited }> {
  const { runtime } = context;
  const now = runtime.now();
  const { subject, network } = fingerprintsOf(context, who);
  const { perAccountAndNetwork, perNetwork, perAccount, alarmAt, windowMs } = limits[kind];
  const since = now - windowMs;
  const isKindStrained = (await findNthLastAttempt(tx, { kind, since }, alarmAt)) !== undefined;
  if (isKindStrained) await raiseAlarmOnce(context, tx, kind, since);
  const isFamiliar =
    (await findNthLastAttempt(tx, { kind: "signedIn", since: now - familiarNetworkMs, subject, network }, 1)) !==
    undefined;
  const forNetwork = isKindStrained ? Math.ceil(perNetwork * strainedShare) : perNetwork;
  const full = [
    await findNthLastAttempt(tx, { kind, since, subject, network }, perAccountAndNetwork),
    isFamiliar ? undefined : await findNthLastAttempt(tx, { kind, since, network }, forNetwork),
    isFamiliar ? undefined : await findNthLastAttempt(tx, { kind, since, subject }, perAccount),
  ].filter((at) => at !== undefined);
  if (full.length > 0) return { limited: rateLimited(Math.max(...full) + windowMs - now) };

  const attemptId = runtime.newId("try");
  await insertAttempt(tx, { id: attemptId, kind, subject, network, at: now });
  return { attemptId };
}

/** Whether the shop has had more attempts of this kind in its window than the level of the alarm. */
export async function isStrained({ runtime }: Pick<Context, "runtime">, db: Reader, name: string): Promise<boolean> {
  for (const kind of ["signIn", "register", "reset", "export", "emailChange"] as const) {
    const { alarmAt, windowMs } = limits[kind];
    if (kind === name)
      return (await findNthLastAttempt(db, { kind, since: runtime.now() - windowMs }, alarmAt)) !== undefined;
  }
  return false;
}

/** Records a sign-in of this account from this network, where attempts of others then do not lock its owner out. */
export async function recordSignInNetwork(context: AttemptContext, tx: Tx, email: string): Promise<void> {
  const { runtime } = context;
  const keys = fingerprintsOf(context, email);
  await deleteAttempts(tx, "signedIn", keys);
  await insertAttempt(tx, { id: runtime.newId("try"), kind: "signedIn", ...keys, at: runtime.now() });
}

/** Builds the fingerprints to count by. Clients of unknown networks count as one. No address is stored in the clear. */
function fingerprintsOf({ secrets, from }: AttemptContext, who: string): { subject: string; network: string } {
  const address = networkOf(from.address ?? "") ?? "unknown";
  return { subject: fingerprint(secrets, who), network: fingerprint(secrets, `place ${address}`) };
}

/** Raises the alarm once in a window, for all processes of the service together. */
async function raiseAlarmOnce(context: AttemptContext, tx: Tx, kind: Kind, since: number): Promise<void> {
  const { runtime } = context;
  if ((await findNthLastAttempt(tx, { kind: "alarm", since, subject: kind }, 1)) !== undefined) return;
  await insertAttempt(tx, { id: runtime.newId("try"), kind: "alarm", subject: kind, network: null, at: runtime.now() });
  const { alarmAt, windowMs } = limits[kind];
  raiseAlarm(
    context,
    { name: "many_attempts", subject: kind },
    { kind, attempts: alarmAt, windowMs },
    "users: many attempts in the whole shop, limits of unfamiliar networks lowered",
  );
}

function rateLimited(retryAfterMs: number) {
  const message = "Too many attempts. Wait a while, then try again.";
  return { ...refusal("RateLimitedError", "RATE_LIMITED", message), retryAfterMs };
}
