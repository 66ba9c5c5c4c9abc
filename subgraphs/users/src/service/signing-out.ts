/** Ending sign-ins: this one, one of the others, or all. */
import { notFound } from "@hansa/kit/refusals";
import type { Context } from "../context.ts";
import type { LogoutInput, SessionRevokeInput } from "../generated/resolvers.ts";
import { endSession, endSessions } from "../store/sessions.ts";
import type { Answer } from "./answers.ts";
import { record } from "./audit.ts";
import { accountOf, signedIn } from "./people.ts";

/** Signs out, here or everywhere. */
export async function logout(context: Context, { everywhere }: LogoutInput): Promise<Answer<"LogoutResult">> {
  const { store, world } = context;
  const { id, sessionId } = signedIn(context);
  const sessionsEnded = await store.write("logout", async (tx) => {
    if (!everywhere) return Number(await endSession(tx, id, sessionId, world.now()));
    const ended = await endSessions(tx, id, world.now());
    const summary = `Ended all ${ended} sign-ins of ${id}.`;
    await record(context, tx, { action: "sessions.ended", subjectId: id, summary });
    return ended;
  });
  context.loaders.sessionsByUser.clear(id);
  return { __typename: "LoggedOut", sessionsEnded };
}

/** Ends one of the viewer's own sign-ins. Somebody else's is not there. */
export async function revokeSession(
  context: Context,
  input: SessionRevokeInput,
): Promise<Answer<"SessionRevokeResult">> {
  const { store, world } = context;
  const { id: userId } = signedIn(context);
  return store.write("revoke-session", async (tx) => {
    if (!(await endSession(tx, userId, input.id, world.now()))) return notFound("sign-in", ["input", "id"]);
    const user = await accountOf(context, tx);
    await record(context, tx, {
      action: "session.revoked",
      subjectId: userId,
      summary: `Ended the sign-in ${input.id} of ${userId}.`,
    });
    context.loaders.sessionsByUser.clear(userId);
    return { __typename: "SessionRevoked", id: input.id, user };
  });
}
