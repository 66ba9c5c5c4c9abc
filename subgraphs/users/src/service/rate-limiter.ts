/** Rate limiter of attempts: counts them by account and network, and never refuses anybody for the attempts of unrelated networks. */
import { raiseAlarm } from "@hansa/kit/alarm";
import { placeOf } from "@hansa/kit/place";
import { refusal } from "@hansa/kit/refusals";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../context.ts";
import { fingerprint } from "../providers/secrets.ts";
import { deleteAttempts, findNthLastAttempt, insertAttempt } from "../store/attempts.ts";
import type { LoginAttemptRow } from "../store/tables.ts";

type Kind = Exclude<LoginAttemptRow["kind"], "signedIn" | "alarm">;
type Limit = {
  perAccountAndNetwork: number;
  perNetwork: number;
  perAccount: number;
  /** The shop-wide level: more raise an alarm and make attempts from unfamiliar networks dearer. Nobody is refused for it. */
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
} as const satisfies Record<Kind, Limit>;

/** Above the shop-wide level an unfamiliar network has this part of its limit left. */
const strainedShare = 1 / 5;

export type RateLimited = ReturnType<typeof rateLimited>;

/** Older attempts count towards nothing. */
export const longestWindowMs = hour;
/** A network is familiar to an account for so long after its last sign-in from there. */
export const familiarMs = 30 * day;

type Counting = Pick<Context, "world" | "secrets" | "from" | "log" | "metrics">;

/**
 * Counts an attempt before it is made, so that many at once cannot slip through together. Answers its id, or the refusal: then
 * nothing was counted, so that asking again and again does not move the end away. `who` is an e-mail address, or an id.
 */
export async function countAttempt(
  context: Counting,
  tx: Tx,
  kind: Kind,
  who: string,
): Promise<{ attemptId: string } | { limited: RateLimited }> {
  const { world } = context;
  const now = world.now();
  const { subject, place } = keysOf(context, who);
  const { perAccountAndNetwork, perNetwork, perAccount, alarmAt, windowMs } = limits[kind];
  const since = now - windowMs;
  const isStrained = (await findNthLastAttempt(tx, kind, {}, alarmAt, since)) !== undefined;
  if (isStrained) await raiseAlarmOnce(context, tx, kind, since);
  const isFamiliar = (await findNthLastAttempt(tx, "signedIn", { subject, place }, 1, now - familiarMs)) !== undefined;
  const forNetwork = isStrained ? Math.ceil(perNetwork * strainedShare) : perNetwork;
  const full = [
    await findNthLastAttempt(tx, kind, { subject, place }, perAccountAndNetwork, since),
    isFamiliar ? undefined : await findNthLastAttempt(tx, kind, { place }, forNetwork, since),
    isFamiliar ? undefined : await findNthLastAttempt(tx, kind, { subject }, perAccount, since),
  ].filter((at) => at !== undefined);
  if (full.length > 0) return { limited: rateLimited(Math.max(...full) + windowMs - now) };

  const attemptId = world.newId("try");
  await insertAttempt(tx, { id: attemptId, kind, subject, place, at: now });
  return { attemptId };
}

/** Remembers that this account has signed in from this network: attempts of others leave its owner alone there. */
export async function rememberNetwork(context: Counting, tx: Tx, email: string): Promise<void> {
  const { world } = context;
  const keys = keysOf(context, email);
  await deleteAttempts(tx, "signedIn", keys);
  await insertAttempt(tx, { id: world.newId("try"), kind: "signedIn", ...keys, at: world.now() });
}

/** Clients whose network nobody knows count as one. Neither address nor e-mail address is written down. */
function keysOf({ secrets, from }: Counting, who: string): { subject: string; place: string } {
  const network = placeOf(from.address ?? "") ?? "unknown";
  return { subject: fingerprint(secrets, who), place: fingerprint(secrets, `place ${network}`) };
}

/** Once in a window, whichever process of the service counts. */
async function raiseAlarmOnce(context: Counting, tx: Tx, kind: Kind, since: number): Promise<void> {
  const { world } = context;
  if ((await findNthLastAttempt(tx, "alarm", { subject: kind }, 1, since)) !== undefined) return;
  await insertAttempt(tx, { id: world.newId("try"), kind: "alarm", subject: kind, place: null, at: world.now() });
  const { alarmAt, windowMs } = limits[kind];
  raiseAlarm(
    context,
    "many_attempts",
    { kind, attempts: alarmAt, windowMs },
    "users: many attempts in the whole shop, limits of unfamiliar networks lowered",
  );
}

function rateLimited(retryAfterMs: number) {
  const message = "Too many attempts. Wait a while, then try again.";
  return { ...refusal("RateLimitedError", "RATE_LIMITED", message), retryAfterMs };
}
