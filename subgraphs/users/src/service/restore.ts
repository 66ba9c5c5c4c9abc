/** Sign-ins after a backup of users was restored: none of them can be trusted, because the store has forgotten which of them ended. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import { dropResetLinks } from "../store/email-tokens.ts";
import { endAllSessions } from "../store/sessions.ts";
import { dropSigningKeys, findSigningKeys } from "../store/signing-keys.ts";
import { record } from "./audit.ts";

/**
 * Ends every session, and takes back the links by which a password is reset; answers how many sessions there were. Refresh tokens and links
 * that were used since the backup would be good once more, and a session that was revoked since would live again. The signing keys go too:
 * access tokens that were issued since the backup name sessions that this store never had, so only their signature can refuse them.
 */
export async function endSessionsAfterRestore({ world }: Pick<Deps, "world">, tx: Tx): Promise<number> {
  const ended = await endAllSessions(tx);
  await dropResetLinks(tx);
  await dropSigningKeys(
    tx,
    (await findSigningKeys(tx)).map(({ kid }) => kid),
  );
  const summary = `Ended all ${ended} sign-ins, because a backup was restored.`;
  await record({ world, viewer: { kind: "guest" } }, tx, { action: "sessions.ended", subjectId: null, summary });
  return ended;
}
