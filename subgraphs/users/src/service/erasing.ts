/** Forgetting a person: in one transaction nothing is left here but an id, and the other services follow by the event. */
import { events } from "@hansa/contracts/events";
import { hasScope } from "@hansa/kit/identity";
import { queueMail } from "@hansa/kit/mail-queue";
import { appendEvent } from "@hansa/kit/outbox";
import { notFound } from "@hansa/kit/refusals";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Context } from "../context.ts";
import type { AccountEraseInput } from "../generated/resolvers.ts";
import { fingerprints } from "../providers/secrets.ts";
import { anonymise, dropPersonalData, insertFarewell } from "../store/erasing.ts";
import type { UserRow } from "../store/tables.ts";
import { findUser, isRoleHeldByOthers } from "../store/users.ts";
import type { Answer } from "./answers.ts";
import { record } from "./audit.ts";
import { forgetAsGuest } from "./guests.ts";
import { sealAddress } from "./leaving-links.ts";
import type { Template } from "./letters.ts";
import { invalidCredentials } from "./passwords.ts";
import { signedIn } from "./people.ts";
import { proveIdentity, spendProof } from "./proving.ts";
import { accountWith, lastAdministrator } from "./roles.ts";
import { refuseUnsent } from "./unsent-orders.ts";

/**
 * Erases the viewer, or somebody else if the viewer may; either way the viewer's own password is asked again. Refused while orders of theirs
 * still have to be sent. Once more changes nothing.
 * An access token of the erased person works elsewhere until it ends, within five minutes; here it opens nothing.
 */
export async function eraseAccount(context: Context, input: AccountEraseInput): Promise<Answer<"AccountEraseResult">> {
  const { store, viewer, loaders } = context;
  const me = signedIn(context);
  const userId = input.userId ?? me.id;
  const path = ["input", "userId"];
  if (userId !== me.id && !hasScope(viewer, "users:erase")) return notFound("person", path);
  // There is no password left to prove it with.
  const self = await store.read((db) => findUser(db, me.id));
  if (userId === me.id && self && self.erasedAt !== null) return { __typename: "AccountErased", id: userId };
  const proved = await proveIdentity(context, input.password, "password");
  if ("refused" in proved) return proved.refused;

  const person = await store.read((db) => findErasable(context, db, me.id, userId));
  const unsent = person && (await refuseUnsent(context, person, input.cancelUnsentOrders === true));
  if (unsent) {
    await store.write("return-password-check", (tx) => spendProof(tx, proved.proof));
    return unsent;
  }

  return store.write("erase-account", async (tx) => {
    if (userId !== me.id) await accountWith(context, tx, "users:erase");
    const user = await findUser(tx, userId);
    if (!user) return notFound("person", path);
    if (!(await spendProof(tx, proved.proof))) return invalidCredentials(["input", "password"]);
    if (user.erasedAt !== null) return { __typename: "AccountErased", id: userId };
    if (user.role === "ADMIN" && !(await isRoleHeldByOthers(tx, "ADMIN", userId))) return lastAdministrator(path);
    await erase(context, tx, user);
    loaders.userById.clear(userId);
    return { __typename: "AccountErased", id: userId };
  });
}

/** The person as orders knows them, if they can be erased at all; undefined if that is refused for another reason. */
async function findErasable(context: Context, db: Reader, ownId: string, userId: string) {
  if (userId !== ownId) await accountWith(context, db, "users:erase");
  const user = await findUser(db, userId);
  if (!user || user.erasedAt !== null) return undefined;
  if (user.role === "ADMIN" && !(await isRoleHeldByOthers(db, "ADMIN", userId))) return undefined;
  return { userId, email: user.verifiedAt === null ? null : user.email };
}

async function erase(context: Context, tx: Tx, user: UserRow): Promise<void> {
  const { world, secrets } = context;
  const now = world.now();
  if (!(await anonymise(tx, user.id, now))) throw new Error(`${user.id} was erased twice in one transaction`);
  await dropPersonalData(tx, user.id, fingerprints(secrets, user.email));
  await appendEvent(tx, world, events.userErased, user.id, { userId: user.id });
  const summary = `Erased the account ${user.id}.`;
  await record(context, tx, { action: "account.erased", subjectId: user.id, summary });
  // Whoever never showed that the address is theirs has nothing here to say goodbye to, nor may they touch what others bought under it.
  if (user.verifiedAt === null) return;
  await queueFarewell(context, tx, user.email);
  await forgetAsGuest(context, tx, user.email);
}

async function queueFarewell({ world, secrets }: Context, tx: Tx, email: string): Promise<void> {
  const id = world.newId("bye");
  const template: Template = "erased";
  const sealedEmail = sealAddress(secrets, world, id, email);
  await insertFarewell(tx, { id, sealedEmail, createdAt: world.now() });
  await queueMail(tx, world, { event: id, template, about: id });
}
