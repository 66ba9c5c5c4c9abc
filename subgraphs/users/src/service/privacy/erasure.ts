/** Erasure of an account: one transaction removes everything but the id here, and the other services erase their data on the event. */
import { events } from "@hansa/contracts/events";
import { hasScope } from "@hansa/kit/identity";
import { queueMail } from "@hansa/kit/mail";
import { appendEvent } from "@hansa/kit/messaging";
import { notFound } from "@hansa/kit/runtime";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { AccountEraseInput } from "../../generated/resolvers.ts";
import { fingerprints } from "../../providers/secrets.ts";
import { findUser, isRoleHeldByOthers } from "../../store/accounts/users.ts";
import { anonymiseUser, dropPersonalData, insertErasureEmail } from "../../store/privacy/erasure.ts";
import type { UserRow } from "../../store/tables.ts";
import { consumeProof, reauthenticate } from "../accounts/re-authentication.ts";
import { requireSignedIn } from "../accounts/views.ts";
import { recordAction } from "../audit/audit-log.ts";
import type { Template } from "../email/emails.ts";
import { sealAddress } from "../email/sealed-addresses.ts";
import type { MutationResult } from "../mutation-results.ts";
import { invalidCredentials } from "../refusals.ts";
import { lastAdministrator, requireAccountWithScope } from "../roles/roles.ts";
import { queueGuestErasure } from "./guest-erasure.ts";
import { refuseUnsentOrders } from "./unsent-orders.ts";

/**
 * Erases the viewer, or another person if the viewer has the scope, after re-authentication of the viewer. Refused while the person has unsent
 * orders. A repetition has no further effect.
 * An access token of the erased person is valid elsewhere until it expires, within five minutes; here it is refused.
 */
export async function eraseAccount(
  context: Context,
  input: AccountEraseInput,
): Promise<MutationResult<"AccountEraseResult">> {
  const { store, viewer, loaders } = context;
  const me = requireSignedIn(context);
  const userId = input.userId ?? me.id;
  const path = ["input", "userId"];
  if (userId !== me.id && !hasScope(viewer, "users:erase")) return notFound("person", path);
  // An erased account has no password left for re-authentication.
  const self = await store.read((db) => findUser(db, me.id));
  if (userId === me.id && self && self.erasedAt !== null) return { __typename: "AccountErased", id: userId };
  const proved = await reauthenticate(context, input.password, "password");
  if ("refused" in proved) return proved.refused;

  const person = await store.read((db) => findErasable(context, db, me.id, userId));
  const unsent = person && (await refuseUnsentOrders(context, person, input.cancelUnsentOrders === true));
  if (unsent) {
    await store.write("return-password-check", (tx) => consumeProof(tx, proved.proof));
    return unsent;
  }

  return store.write("erase-account", async (tx) => {
    if (userId !== me.id) await requireAccountWithScope(context, tx, "users:erase");
    const user = await findUser(tx, userId);
    if (!user) return notFound("person", path);
    if (!(await consumeProof(tx, proved.proof))) return invalidCredentials(["input", "password"]);
    if (user.erasedAt !== null) return { __typename: "AccountErased", id: userId };
    if (user.role === "ADMIN" && !(await isRoleHeldByOthers(tx, "ADMIN", userId))) return lastAdministrator(path);
    await erase(context, tx, user);
    loaders.userById.clear(userId);
    return { __typename: "AccountErased", id: userId };
  });
}

/** Finds the id and verified address of a person who can be erased; undefined if the erasure is refused for another reason. */
async function findErasable(context: Context, db: Reader, ownId: string, userId: string) {
  if (userId !== ownId) await requireAccountWithScope(context, db, "users:erase");
  const user = await findUser(db, userId);
  if (!user || user.erasedAt !== null) return undefined;
  if (user.role === "ADMIN" && !(await isRoleHeldByOthers(db, "ADMIN", userId))) return undefined;
  return { userId, email: user.verifiedAt === null ? null : user.email };
}

async function erase(context: Context, tx: Tx, user: UserRow): Promise<void> {
  const { runtime, secrets } = context;
  const now = runtime.now();
  if (!(await anonymiseUser(tx, user.id, now))) throw new Error(`${user.id} was erased twice in one transaction`);
  await dropPersonalData(tx, user.id, fingerprints(secrets, user.email));
  await appendEvent(runtime, tx, events.userErased, { userId: user.id });
  const summary = `Erased the account ${user.id}.`;
  await recordAction(context, tx, { action: "account.erased", subjectId: user.id, summary });
  // An unverified address may belong to another person: it gets no e-mail, and the guest orders under it are not erased.
  if (user.verifiedAt === null) return;
  await queueErasureEmail(context, tx, user.email);
  await queueGuestErasure(context, tx, user.email);
}

async function queueErasureEmail({ runtime, secrets }: Context, tx: Tx, email: string): Promise<void> {
  const id = runtime.newId("bye");
  const template: Template = "erased";
  const sealedEmail = sealAddress(secrets, runtime, id, email);
  await insertErasureEmail(tx, { id, sealedEmail, createdAt: runtime.now() });
  await queueMail(runtime, tx, { event: id, template, about: id });
}
