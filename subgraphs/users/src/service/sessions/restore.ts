/** Sessions after the store of users went back to an earlier moment: all are ended, because it no longer knows which ended since. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { dropChangeTokens } from "../../store/email/email-tokens.ts";
import { endAllSessions } from "../../store/sessions/sessions.ts";
import { dropSigningKeys, findSigningKeys } from "../../store/sessions/signing-keys.ts";
import { recordAction } from "../audit/audit-log.ts";

/**
 * Ends every session and invalidates the links for password resets and other addresses; returns the number of sessions. Refresh tokens and links
 * that were used since then would be valid once more, and a session that was revoked since would live again. The signing keys go too:
 * access tokens that were issued since name sessions that this store never had, so only their signature can refuse them.
 */
export async function endSessionsAfterRestore({ runtime }: Pick<Deps, "runtime">, tx: Tx): Promise<number> {
  const ended = await endAllSessions(tx);
  await dropChangeTokens(tx);
  await dropSigningKeys(
    tx,
    (await findSigningKeys(tx)).map(({ kid }) => kid),
  );
  const summary = `Ended all ${ended} sign-ins, because the shop went back to an earlier moment.`;
  await recordAction({ runtime, viewer: { kind: "guest" } }, tx, {
    action: "sessions.ended",
    subjectId: null,
    summary,
  });
  return ended;
}
