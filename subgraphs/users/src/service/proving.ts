/** Asking for the password once more, before what cannot be undone or would lock its owner out. */
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../context.ts";
import { isPassword } from "../providers/passwords.ts";
import { deleteAttempt } from "../store/attempts.ts";
import { findCredentialByEmail, replacePassword } from "../store/credentials.ts";
import { invalidCredentials } from "./passwords.ts";
import { accountOf } from "./people.ts";
import { countAttempt, type RateLimited } from "./rate-limiter.ts";

/** A password that was right: its hash as it was compared, and the attempt that was counted for it. */
export type Proof = { userId: string; compared: string; attemptId: string };

/** Whether it is the viewer's own password, which may be guessed here no more often than at the sign-in. `field` is where it was given. */
export async function proveIdentity(
  context: Context,
  password: string,
  field: string,
): Promise<{ proof: Proof } | { refused: RateLimited | ReturnType<typeof invalidCredentials> }> {
  const { store } = context;
  const { id: userId, email } = await store.read((db) => accountOf(context, db));
  const counted = await store.write("count-password-check", (tx) => countAttempt(context, tx, "signIn", email));
  if ("limited" in counted) return { refused: counted.limited };
  const known = await store.read((db) => findCredentialByEmail(db, email));
  const isRight = await isPassword(context, known?.passwordHash, password);
  if (!known || !isRight) return { refused: invalidCredentials(["input", field]) };
  return { proof: { userId, compared: known.passwordHash, attemptId: counted.attemptId } };
}

/**
 * Uses the proof in the transaction of what it is for, and sets the password to `next`; false if the password was changed meanwhile: then
 * it proves nothing any more.
 */
export async function spendProof(tx: Tx, proof: Proof, next: string = proof.compared): Promise<boolean> {
  if (!(await replacePassword(tx, proof.userId, proof.compared, next))) return false;
  await deleteAttempt(tx, proof.attemptId);
  return true;
}
