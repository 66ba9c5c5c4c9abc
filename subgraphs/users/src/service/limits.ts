/** How often somebody may try: per address, known or not, and for the whole shop, because the router says nothing about places yet. */
import { refusal } from "@hansa/kit/refusals";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import { fingerprint } from "../providers/secrets.ts";
import { findNthLastAttempt, insertAttempt } from "../store/attempts.ts";
import type { LoginAttemptRow } from "../store/tables.ts";

type Kind = LoginAttemptRow["kind"];
type Limit = { perAddress: number; overall: number; windowMs: number };

const minute = 60_000;
const hour = 60 * minute;

/** Sign-ins count when they fail, the others always. The overall limits keep a flood from taking all cores and all of the mail. */
const limits = {
  signIn: { perAddress: 10, overall: 3_000, windowMs: 15 * minute },
  register: { perAddress: 5, overall: 1_000, windowMs: hour },
  reset: { perAddress: 5, overall: 1_000, windowMs: hour },
} as const satisfies Record<Kind, Limit>;

/** Older attempts count towards nothing. */
export const longestWindowMs = hour;

/**
 * Counts an attempt before it is made, so that many at once cannot slip through together. Answers its id, or the refusal: then
 * nothing was counted, so that asking again and again does not move the end away.
 */
export async function countAttempt(
  { world, secrets }: Deps,
  tx: Tx,
  kind: Kind,
  email: string,
): Promise<{ attemptId: string } | { limited: ReturnType<typeof rateLimited> }> {
  const now = world.now();
  const subject = fingerprint(secrets, email);
  const { perAddress, overall, windowMs } = limits[kind];
  const full = [
    await findNthLastAttempt(tx, kind, subject, perAddress, now - windowMs),
    await findNthLastAttempt(tx, kind, undefined, overall, now - windowMs),
  ].filter((at) => at !== undefined);
  if (full.length > 0) return { limited: rateLimited(Math.max(...full) + windowMs - now) };

  const attemptId = world.newId("try");
  await insertAttempt(tx, { id: attemptId, kind, subject, at: now });
  return { attemptId };
}

function rateLimited(retryAfterMs: number) {
  const message = "Too many attempts. Wait a while, then try again.";
  return { ...refusal("RateLimitedError", "RATE_LIMITED", message), retryAfterMs };
}
