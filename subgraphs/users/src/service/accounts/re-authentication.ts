/** Re-authentication: asks for the password again before a dangerous change. */
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import { isPassword } from "../../providers/passwords.ts";
import { findCredentialByEmail, replacePassword } from "../../store/passwords/credentials.ts";
import { deleteAttempt } from "../../store/sessions/login-attempts.ts";
import { countAttempt, type RateLimited } from "../rate-limiter.ts";
import { invalidCredentials } from "../refusals.ts";
import { requireAccount } from "./views.ts";

/** Proof of a right password: the hash that was compared, and the attempt that was counted. */
export type PasswordProof = { userId: string; compared: string; attemptId: string };

/** Checks the viewer's own password, whose attempts are limited as at the sign-in. `field` is the input field of the password. */
export async function reauthenticate(
  context: Context,
  password: string,
  field: string,
): Promise<{ proof: PasswordProof } | { refused: RateLimited | ReturnType<typeof invalidCredentials> }> {
  const { store } = context;
  const { id: userId, email } = await store.read((db) => requireAccount(context, db));
  const counted = await store.write("count-password-check", (tx) => countAttempt(context, tx, "signIn", email));
  if ("limited" in counted) return { refused: counted.limited };
  const known = await store.read((db) => findCredentialByEmail(db, email));
  const isRight = await isPassword(context, known?.passwordHash, password);
  if (!known || !isRight) return { refused: invalidCredentials(["input", field]) };
  return { proof: { userId, compared: known.passwordHash, attemptId: counted.attemptId } };
}

/**
 * Consumes the proof in the transaction of the dangerous change, and sets the password to `next`; false if the password was changed meanwhile,
 * which invalidates the proof.
 */
export async function consumeProof(tx: Tx, proof: PasswordProof, next: string = proof.compared): Promise<boolean> {
  if (!(await replacePassword(tx, proof.userId, proof.compared, next))) return false;
  await deleteAttempt(tx, proof.attemptId);
  return true;
}
