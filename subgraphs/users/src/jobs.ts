/** What users does by itself: mail leaves, keys are replaced, and what has ended is dropped. */
import type { Job } from "@hansa/kit/jobs";
import { dropOldMail, sendDueMail } from "@hansa/kit/mail-queue";
import type { Deps } from "./context.ts";
import { keepKeysFresh } from "./service/keys.ts";
import { postOffice } from "./service/letters.ts";
import { longestWindowMs } from "./service/limits.ts";
import { dropOldAttempts } from "./store/attempts.ts";
import { dropOldEmailTokens } from "./store/email-tokens.ts";
import { dropEndedSessions } from "./store/sessions.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

export function createJobs(deps: Deps): Job[] {
  return [
    { name: "send-mail", everyMs: second, run: (signal) => sendDueMail(postOffice(deps), signal) },
    { name: "keep-keys-fresh", everyMs: minute, run: () => keepKeysFresh(deps) },
    { name: "drop-what-ended", everyMs: hour, run: () => dropWhatEnded(deps) },
  ];
}

async function dropWhatEnded({ store, world }: Deps): Promise<void> {
  const now = world.now();
  await store.write("drop-what-ended", async (tx) => {
    await dropEndedSessions(tx, now);
    await dropOldEmailTokens(tx, now);
    await dropOldAttempts(tx, now - longestWindowMs);
    await dropOldMail(tx, now);
  });
}
