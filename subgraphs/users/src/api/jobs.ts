/** Jobs of users: due e-mails, exports and pending erasures, key rotation, and removal of unconfirmed accounts and expired rows. */

import { dropOldMail, mailLifeMs, sendDueMail } from "@hansa/kit/mail";
import type { Job } from "@hansa/kit/runtime";
import type { Deps } from "../context.ts";
import { deleteUnconfirmedAccounts } from "../service/accounts/unconfirmed.ts";
import { createMailSender } from "../service/email/emails.ts";
import { collectDueExports } from "../service/privacy/export.ts";
import { requestDueErasures } from "../service/privacy/guest-erasure.ts";
import { familiarNetworkMs, maxWindowMs } from "../service/rate-limiter.ts";
import { rotateSigningKeys } from "../service/sessions/signing-keys.ts";
import { dropOldEmailTokens } from "../store/email/email-tokens.ts";
import { dropErasureEmails, hasErasureEmails } from "../store/privacy/erasure.ts";
import { dropOldExports } from "../store/privacy/exports.ts";
import { dropOldAttempts } from "../store/sessions/login-attempts.ts";
import { dropOldRevocations } from "../store/sessions/revocations.ts";
import { dropEndedSessions } from "../store/sessions/sessions.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** The jobs of users with their intervals. */
export function createJobs(deps: Deps): Job[] {
  return [
    { name: "send-mail", everyMs: second, run: (signal) => sendDueMail(createMailSender(deps), signal) },
    { name: "drop-erasure-emails", everyMs: second, run: () => dropUsedErasureEmails(deps) },
    { name: "collect-exports", everyMs: 2 * second, run: (signal) => collectDueExports(deps, signal) },
    { name: "request-erasures", everyMs: 2 * second, run: (signal) => requestDueErasures(deps, signal) },
    { name: "rotate-signing-keys", everyMs: minute, run: () => rotateSigningKeys(deps) },
    { name: "delete-unconfirmed-accounts", everyMs: hour, run: (signal) => deleteUnconfirmedAccounts(deps, signal) },
    { name: "delete-expired-rows", everyMs: hour, run: () => dropExpiredRows(deps) },
  ];
}

/** Drops the address of an erased person once the last e-mail to them was sent or refused. A job of its own: a backlog of e-mails does not delay it. */
async function dropUsedErasureEmails({ store, runtime }: Deps): Promise<void> {
  if (await store.read((db) => hasErasureEmails(db))) {
    await store.write("drop-erasure-emails", (tx) => dropErasureEmails(tx, runtime.now() - mailLifeMs));
  }
}

async function dropExpiredRows(deps: Deps): Promise<void> {
  const { store, runtime } = deps;
  const now = runtime.now();
  await dropOldMail(deps);
  await store.write("delete-expired-rows", async (tx) => {
    await dropEndedSessions(tx, now);
    await dropOldRevocations(tx, now);
    await dropOldEmailTokens(tx, now);
    await dropOldAttempts(tx, now - maxWindowMs, now - familiarNetworkMs);
    await dropOldExports(tx, now);
  });
}
