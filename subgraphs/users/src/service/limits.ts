/** How often somebody may try: for one account, known or not, from one place, and in the whole shop. */
import { placeOf } from "@hansa/kit/place";
import { refusal } from "@hansa/kit/refusals";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../context.ts";
import { fingerprint } from "../providers/secrets.ts";
import { findNthLastAttempt, insertAttempt } from "../store/attempts.ts";
import type { LoginAttemptRow } from "../store/tables.ts";

type Kind = LoginAttemptRow["kind"];
type Limit = { perSubject: number; perPlace: number; overall: number; windowMs: number };

const minute = 60_000;
const hour = 60 * minute;

/**
 * Sign-ins count when they fail, the others always. The limit of a place is far below the overall one, which keeps a flood from taking all
 * cores and all of the mail: so one place cannot shut the others out.
 */
const limits = {
  signIn: { perSubject: 10, perPlace: 100, overall: 3_000, windowMs: 15 * minute },
  register: { perSubject: 5, perPlace: 100, overall: 1_000, windowMs: hour },
  reset: { perSubject: 5, perPlace: 100, overall: 1_000, windowMs: hour },
  export: { perSubject: 5, perPlace: 100, overall: 1_000, windowMs: hour },
} as const satisfies Record<Kind, Limit>;

export type RateLimited = ReturnType<typeof rateLimited>;

/** Older attempts count towards nothing. */
export const longestWindowMs = hour;

/**
 * Counts an attempt before it is made, so that many at once cannot slip through together. Answers its id, or the refusal: then
 * nothing was counted, so that asking again and again does not move the end away. `who` is an e-mail address, or an id.
 */
export async function countAttempt(
  { world, secrets, from }: Pick<Context, "world" | "secrets" | "from">,
  tx: Tx,
  kind: Kind,
  who: string,
): Promise<{ attemptId: string } | { limited: RateLimited }> {
  const now = world.now();
  const subject = fingerprint(secrets, who);
  const seenFrom = placeOf(from.address ?? "");
  const place = seenFrom === undefined ? null : fingerprint(secrets, `place ${seenFrom}`);
  const { perSubject, perPlace, overall, windowMs } = limits[kind];
  const since = now - windowMs;
  const full = [
    await findNthLastAttempt(tx, kind, { subject }, perSubject, since),
    place === null ? undefined : await findNthLastAttempt(tx, kind, { place }, perPlace, since),
    await findNthLastAttempt(tx, kind, "anybody", overall, since),
  ].filter((at) => at !== undefined);
  if (full.length > 0) return { limited: rateLimited(Math.max(...full) + windowMs - now) };

  const attemptId = world.newId("try");
  await insertAttempt(tx, { id: attemptId, kind, subject, place, at: now });
  return { attemptId };
}

function rateLimited(retryAfterMs: number) {
  const message = "Too many attempts. Wait a while, then try again.";
  return { ...refusal("RateLimitedError", "RATE_LIMITED", message), retryAfterMs };
}
