/** Registration: requested by anybody, confirmed by a link in an e-mail and its password. Known and unknown addresses get the same response. */
import { readEmail } from "@hansa/commerce/email-addresses";
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/messaging";
import { invalid } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { EmailVerifyInput, RegisterInput } from "../../generated/resolvers.ts";
import { hashPassword } from "../../providers/passwords.ts";
import { hashToken } from "../../providers/secrets.ts";
import { findUser, findUserByEmail, insertUser, updateUser } from "../../store/accounts/users.ts";
import {
  consumeEmailToken,
  dropEmailTokens,
  findRegistrations,
  findValidToken,
} from "../../store/email/email-tokens.ts";
import { savePassword } from "../../store/passwords/credentials.ts";
import { deleteAttempt } from "../../store/sessions/login-attempts.ts";
import type { UserRow } from "../../store/tables.ts";
import type { Template } from "../email/emails.ts";
import { invalidToken, issueRegistrationLink, type Registration } from "../email/links.ts";
import { queueByAddress } from "../email/unasked-mail.ts";
import type { MutationResult } from "../mutation-results.ts";
import { countAttempt, recordSignInNetwork } from "../rate-limiter.ts";
import { refuseWeakPassword } from "../refusals.ts";
import { readShopName } from "../shop-name.ts";
import { provePerson } from "./link-proof.ts";
import { checkCustomerName, checkEmail } from "./validation.ts";

/**
 * Stores the registration and sends a link. The password of each request is kept beside those of others: a person who follows a link takes the one
 * whose password they know, so that no stranger chooses the password of an address for the person who has its mailbox.
 */
export async function register(context: Context, input: RegisterInput): Promise<MutationResult<"RegisterResult">> {
  const { store } = context;
  const email = readEmail(input.email);
  const displayName = input.displayName.trim();
  const problems = [...checkEmail(email), ...checkCustomerName(displayName, await readShopName(context))];
  if (problems.length > 0) return invalid(problems);
  const counted = await store.write("count-registration", (tx) => countAttempt(context, tx, "register", email));
  if ("limited" in counted) return counted.limited;
  const weak = refuseWeakPassword(input.password, [email, displayName], ["input", "password"]);
  if (weak) return weak;
  const passwordHash = await hashPassword(context, input.password);
  await store.write("register", (tx) =>
    storeRegistration(context, tx, email, { passwordHash, displayName, attemptId: counted.attemptId }),
  );
  return { __typename: "RegistrationReceived", email: input.email };
}

async function storeRegistration(
  context: Context,
  tx: Tx,
  email: string,
  registration: Registration & { attemptId: string },
): Promise<void> {
  const known = await findUserByEmail(tx, email);
  if (known && known.verifiedAt !== null) {
    const template: Template = "known-address";
    await queueByAddress(context, tx, email, { event: registration.attemptId, template, about: known.id });
    return;
  }
  const user = known ?? (await addCustomer(context, tx, email, registration.displayName));
  await issueRegistrationLink(context, tx, user, registration);
}

async function addCustomer({ runtime }: Context, tx: Tx, email: string, displayName: string): Promise<UserRow> {
  const id = runtime.newId("user");
  const user = await insertUser(tx, {
    id,
    email,
    displayName,
    role: "CUSTOMER",
    verifiedAt: null,
    createdAt: runtime.now(),
  });
  if (!user) throw new Error("an address that was free is taken, inside one transaction");
  await appendEvent(runtime, tx, events.userRegistered, { userId: id });
  return user;
}

/**
 * Confirms the address. The link proves the mailbox, the password which registration is that of the person: its password and name take effect. Any
 * link to the mailbox will do, so that the mails of strangers' registrations do not stand in the way of the person's own.
 */
export async function verifyEmail(
  context: Context,
  input: EmailVerifyInput,
): Promise<MutationResult<"EmailVerifyResult">> {
  const { store, runtime } = context;
  const hash = hashToken(input.token);
  const found = await store.read(async (db) => {
    const link = await findValidToken(db, "verify", hash, runtime.now());
    return link && { linkId: link.id, registrations: await findRegistrations(db, link.userId, runtime.now()) };
  });
  if (!found) return invalidToken("token");
  const proof = await provePerson(context, found.linkId, input.password, found.registrations);
  if ("refused" in proof) return proof.refused;
  const { passwordHash, displayName } = proof.proved;

  return store.write("verify-email", async (tx) => {
    const token = await consumeEmailToken(tx, "verify", hash, runtime.now());
    const user = token && (await findUser(tx, token.userId));
    if (!user) return invalidToken("token");
    await deleteAttempt(tx, proof.attemptId);
    await savePassword(tx, user.id, passwordHash);
    await markVerified(context, tx, user, displayName);
    await recordSignInNetwork(context, tx, user.email);
    return { __typename: "EmailVerified", email: user.email };
  });
}

/** Marks the address as verified, so that the person can sign in. Links of other registrations with it become invalid. */
export async function markVerified(
  { runtime }: Pick<Context, "runtime">,
  tx: Tx,
  user: UserRow,
  displayName = user.displayName,
): Promise<void> {
  await updateUser(tx, user, { verifiedAt: runtime.now(), displayName });
  await dropEmailTokens(tx, user.id, "verify");
  await appendEvent(runtime, tx, events.userEmailVerified, { userId: user.id });
}
