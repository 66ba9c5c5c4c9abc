/** Change of the e-mail address: requested with the password, and made by a link to the new mailbox and a proof of the person. */
import { readEmail } from "@hansa/commerce/email-addresses";
import { events } from "@hansa/contracts/events";
import { queueMail } from "@hansa/kit/mail";
import { appendEvent } from "@hansa/kit/messaging";
import { invalid, problem, refusal } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { EmailChangeConfirmInput, EmailChangeRequestInput } from "../../generated/resolvers.ts";
import { fingerprints, hashToken } from "../../providers/secrets.ts";
import { deleteUnconfirmedAccount } from "../../store/accounts/unconfirmed.ts";
import { findUser, findUserByEmail, updateUser } from "../../store/accounts/users.ts";
import { consumeEmailToken, dropEmailTokens, findValidToken } from "../../store/email/email-tokens.ts";
import { findPassword } from "../../store/passwords/credentials.ts";
import { insertErasureEmail } from "../../store/privacy/erasure.ts";
import { dropAttemptsOf } from "../../store/sessions/login-attempts.ts";
import { endSessions } from "../../store/sessions/sessions.ts";
import type { EmailTokenRow, UserRow } from "../../store/tables.ts";
import { recordAction } from "../audit/audit-log.ts";
import type { Template } from "../email/emails.ts";
import { invalidToken, issueChangeLink } from "../email/links.ts";
import { sealAddress } from "../email/sealed-addresses.ts";
import type { MutationResult } from "../mutation-results.ts";
import { countAttempt } from "../rate-limiter.ts";
import { invalidCredentials } from "../refusals.ts";
import { provePerson } from "./link-proof.ts";
import { consumeProof, reauthenticate } from "./re-authentication.ts";
import { checkEmail } from "./validation.ts";
import { requireAccount } from "./views.ts";

/**
 * Sends a link to the new address and a notice to the present one. An address that another account has gets a mail that says so in the place of
 * the link; the response is the same, because it would tell which addresses have accounts.
 */
export async function requestEmailChange(
  context: Context,
  input: EmailChangeRequestInput,
): Promise<MutationResult<"EmailChangeRequestResult">> {
  const { store } = context;
  const email = readEmail(input.email);
  const problems = checkEmail(email);
  if (problems.length > 0) return invalid(problems);
  const { email: present } = await store.read((db) => requireAccount(context, db));
  if (email === present) return invalid([problem("email", "SAME", "This is the address of the account already.")]);
  const proved = await reauthenticate(context, input.password, "password");
  if ("refused" in proved) return proved.refused;

  return store.write("request-email-change", async (tx) => {
    const user = await requireAccount(context, tx);
    if (!(await consumeProof(tx, proved.proof))) return invalidCredentials(["input", "password"]);
    const counted = await countAttempt(context, tx, "emailChange", user.id);
    if ("limited" in counted) return counted.limited;
    // Only the newest link is valid.
    await dropEmailTokens(tx, user.id, "change-email");
    const holder = await findUserByEmail(tx, email);
    if (holder && holder.verifiedAt !== null) {
      const template: Template = "taken-address";
      await queueMail(context.runtime, tx, { event: counted.attemptId, template, about: holder.id });
    } else await issueChangeLink(context, tx, user.id, email);
    await queueNotice(context, tx, user.email, "email-change-requested");
    await recordAction(context, tx, {
      action: "email.changeRequested",
      subjectId: user.id,
      summary: `Requested another e-mail address for ${user.id}.`,
    });
    return { __typename: "EmailChangeRequested", email: input.email };
  });
}

/**
 * Makes the address of the link that of the account, for the viewer who is signed in to it, or with its password: the link alone would give the
 * mailbox of its owner to the account of another person. As with a new password, every other session ends: the viewer's own one stays. Links that
 * were sent to the former address become invalid.
 */
export async function confirmEmailChange(
  context: Context,
  input: EmailChangeConfirmInput,
): Promise<MutationResult<"EmailChangeConfirmResult">> {
  const { store, runtime, viewer } = context;
  const hash = hashToken(input.token);
  const link = await store.read((db) => findValidToken(db, "change-email", hash, runtime.now()));
  if (!link) return invalidToken("token");
  const own = viewer.kind === "user" && viewer.id === link.userId ? viewer.sessionId : undefined;
  const proof = own === undefined ? await proveByPassword(context, link, input.password) : undefined;
  if (proof && "refused" in proof) return proof.refused;

  return store.write("confirm-email-change", async (tx) => {
    if (proof && !(await consumeProof(tx, proof))) return invalidCredentials(["input", "password"]);
    const token = await consumeEmailToken(tx, "change-email", hash, runtime.now());
    const before = token && (await findUser(tx, token.userId));
    if (!before || token.newEmail === null) return invalidToken("token");
    return changeEmail(context, tx, before, { email: token.newEmail, ownSession: own });
  });
}

async function proveByPassword(context: Context, { id, userId }: EmailTokenRow, password: string | null | undefined) {
  const known = await context.store.read((db) => findPassword(db, userId));
  const proof = await provePerson(context, id, password, known ? [known] : []);
  if ("refused" in proof) return proof;
  return { userId, compared: proof.proved.passwordHash, attemptId: proof.attemptId };
}

async function changeEmail(
  context: Context,
  tx: Tx,
  before: UserRow,
  { email, ownSession }: { email: string; ownSession: string | undefined },
): Promise<MutationResult<"EmailChangeConfirmResult">> {
  const { runtime, loaders, secrets } = context;
  const now = runtime.now();
  const holder = await findUserByEmail(tx, email);
  if (holder && !(await deleteUnconfirmedAccount(tx, holder))) return emailTaken();

  const user = await updateUser(tx, before, { email, verifiedAt: now });
  await dropEmailTokens(tx, user.id);
  await dropAttemptsOf(tx, fingerprints(secrets, before.email));
  const sessionsEnded = await endSessions(tx, user.id, now, ownSession);
  await queueNotice(context, tx, before.email, "email-changed");
  await appendEvent(runtime, tx, events.userEmailVerified, { userId: user.id });
  // Link and password together authorise the change, not the viewer of the request.
  await recordAction({ runtime, viewer: { kind: "guest" } }, tx, {
    action: "email.changed",
    subjectId: user.id,
    summary: `Changed the e-mail address of ${user.id} by a link in an e-mail.`,
  });
  loaders.userById.clear(user.id);
  loaders.sessionsByUser.clear(user.id);
  return { __typename: "EmailChanged", email: user.email, sessionsEnded };
}

/** Queues a mail to an address that may no longer be the account's when it is sent. */
async function queueNotice({ runtime, secrets }: Context, tx: Tx, email: string, template: Template): Promise<void> {
  const id = runtime.newId("bye");
  const sealedEmail = sealAddress(secrets, runtime, id, email);
  await insertErasureEmail(tx, { id, sealedEmail, createdAt: runtime.now() });
  await queueMail(runtime, tx, { event: id, template, about: id });
}

/** The refusal of an address that another account got meanwhile. The holder of the link has the mailbox, so it reveals nothing. */
function emailTaken() {
  const message = "Another account has this address. Sign in there, or choose another address.";
  return refusal("EmailTakenError", "EMAIL_TAKEN", message, ["input", "token"]);
}
