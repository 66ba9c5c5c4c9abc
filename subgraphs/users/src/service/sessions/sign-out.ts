/** Sign-out: ends the current session, another one, or all. */
import { notFound } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import type { LogoutInput, SessionRevokeInput } from "../../generated/resolvers.ts";
import { endSession, endSessions } from "../../store/sessions/sessions.ts";
import { requireAccount, requireSignedIn } from "../accounts/views.ts";
import { recordAction } from "../audit/audit-log.ts";
import type { MutationResult } from "../mutation-results.ts";

/** Signs out, here or everywhere. */
export async function logout(context: Context, { everywhere }: LogoutInput): Promise<MutationResult<"LogoutResult">> {
  const { store, runtime } = context;
  const { id, sessionId } = requireSignedIn(context);
  const sessionsEnded = await store.write("logout", async (tx) => {
    if (!everywhere) return Number(await endSession(tx, id, sessionId, runtime.now()));
    const ended = await endSessions(tx, id, runtime.now());
    const summary = `Ended all ${ended} sign-ins of ${id}.`;
    await recordAction(context, tx, { action: "sessions.ended", subjectId: id, summary });
    return ended;
  });
  context.loaders.sessionsByUser.clear(id);
  return { __typename: "LoggedOut", sessionsEnded };
}

/** Ends one of the viewer's own sessions. Sessions of others are not found. */
export async function revokeSession(
  context: Context,
  input: SessionRevokeInput,
): Promise<MutationResult<"SessionRevokeResult">> {
  const { store, runtime } = context;
  const { id: userId } = requireSignedIn(context);
  return store.write("revoke-session", async (tx) => {
    if (!(await endSession(tx, userId, input.id, runtime.now()))) return notFound("sign-in", ["input", "id"]);
    const user = await requireAccount(context, tx);
    await recordAction(context, tx, {
      action: "session.revoked",
      subjectId: userId,
      summary: `Ended the sign-in ${input.id} of ${userId}.`,
    });
    context.loaders.sessionsByUser.clear(userId);
    return { __typename: "SessionRevoked", id: input.id, user };
  });
}
