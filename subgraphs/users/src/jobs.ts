/** What users does by itself: mail leaves, keys are replaced, and what has ended is dropped. */
import type { Job } from "@hansa/kit/jobs";
import { dropOldMail, mailLifeMs, sendDueMail } from "@hansa/kit/mail-queue";
import type { Deps } from "./context.ts";
import { collectDueExports } from "./service/exporting.ts";
import { tellDepartures } from "./service/guests.ts";
import { keepKeysFresh } from "./service/keys.ts";
import { postOffice } from "./service/letters.ts";
import { familiarMs, longestWindowMs } from "./service/rate-limiter.ts";
import { dropOldAttempts } from "./store/attempts.ts";
import { dropOldEmailTokens } from "./store/email-tokens.ts";
import { dropFarewells, isFarewellWaiting } from "./store/erasing.ts";
import { dropOldExports } from "./store/exports.ts";
import { dropOldRevocations } from "./store/revocations.ts";
import { dropEndedSessions } from "./store/sessions.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

export function createJobs(deps: Deps): Job[] {
  return [
    { name: "send-mail", everyMs: second, run: (signal) => sendMail(deps, signal) },
    { name: "collect-exports", everyMs: 2 * second, run: (signal) => collectDueExports(deps, signal) },
    { name: "tell-departures", everyMs: 2 * second, run: (signal) => tellDepartures(deps, signal) },
    { name: "keep-keys-fresh", everyMs: minute, run: () => keepKeysFresh(deps) },
    { name: "drop-what-ended", everyMs: hour, run: () => dropWhatEnded(deps) },
  ];
}

/** The address of somebody who was erased is kept until their last letter has left, and no longer. */
async function sendMail(deps: Deps, signal: AbortSignal): Promise<void> {
  const { store, world } = deps;
  await sendDueMail(postOffice(deps), signal);
  if (await store.read((db) => isFarewellWaiting(db))) {
    await store.write("drop-farewells", (tx) => dropFarewells(tx, world.now() - mailLifeMs));
  }
}

async function dropWhatEnded(deps: Deps): Promise<void> {
  const { store, world } = deps;
  const now = world.now();
  await dropOldMail(deps);
  await store.write("drop-what-ended", async (tx) => {
    await dropEndedSessions(tx, now);
    await dropOldRevocations(tx, now);
    await dropOldEmailTokens(tx, now);
    await dropOldAttempts(tx, now - longestWindowMs, now - familiarMs);
    await dropOldExports(tx, now);
  });
}
