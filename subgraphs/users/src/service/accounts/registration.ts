/** Registration: requested by anybody, confirmed by a link in an e-mail. Known and unknown addresses get the same response. */
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
import { consumeEmailToken, dropEmailTokens } from "../../store/email/email-tokens.ts";
import { savePassword } from "../../store/passwords/credentials.ts";
import type { UserRow } from "../../store/tables.ts";
import type { Template } from "../email/emails.ts";
import { invalidToken, issueLink, type Registration } from "../email/links.ts";
import { queueByAddress } from "../email/unasked-mail.ts";
import type { MutationResult } from "../mutation-results.ts";
import { countAttempt } from "../rate-limiter.ts";
import { refuseWeakPassword } from "../refusals.ts";
import { readShopName } from "../shop-name.ts";
import { checkCustomerName, checkEmail } from "./validation.ts";

/**
 * Stores the registration and sends a link. Repeated requests get one link each, with the password of that request: a person cannot choose the
 * password of an address that another person then confirms with their own link.
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
  await issueLink(context, tx, user, { purpose: "verify", registration });
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

/** Confirms the link: the address is verified, and the password of this registration takes effect. */
export async function verifyEmail(
  context: Context,
  input: EmailVerifyInput,
): Promise<MutationResult<"EmailVerifyResult">> {
  const { store, runtime } = context;
  return store.write("verify-email", async (tx) => {
    const token = await consumeEmailToken(tx, "verify", hashToken(input.token), runtime.now());
    const user = token && (await findUser(tx, token.userId));
    if (!user || token.passwordHash === null || token.displayName === null) return invalidToken("token");
    await savePassword(tx, user.id, token.passwordHash);
    await markVerified(context, tx, user, token.displayName);
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
