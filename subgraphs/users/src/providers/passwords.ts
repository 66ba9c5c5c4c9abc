/** Password hashing with argon2id, a few hashes at a time: each takes 19 MiB and milliseconds of a core. */

import { callOutside } from "@hansa/kit/rpc";
import { currentSender, inPlace, type Metrics, openFairPlaces, type Runtime } from "@hansa/kit/runtime";
import { hash, parseOptions, verify } from "@node-rs/argon2";

/** The minimum of OWASP: 19 MiB, two passes, one lane. Raise it here: each password is rehashed at its next sign-in. */
const hashParameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** More concurrent hashes would slow each other down and take memory from everything else. One sender has two of them. */
const maxConcurrentHashes = 4;

export type Passwords = {
  /** Runs a hash in a place, which its sender waits for. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** A hash of random bytes, compared with where an account has no hash. */
  decoy: string;
};

/** Dependencies of hashing. It runs on a thread pool, so it is measured, and rejected inside a transaction, like a call to the outside. */
export type Hashing = { passwords: Passwords; metrics: Metrics; runtime: Runtime };

let decoy: Promise<string> | undefined;

/** Opens password hashing. One decoy serves the whole process, because making it takes as long as a sign-in. */
export async function openPasswords(runtime: Runtime): Promise<Passwords> {
  decoy ??= hash(runtime.randomBytes(32), hashParameters);
  const places = openFairPlaces(maxConcurrentHashes);
  return { inTurn: (work) => inPlace(places, currentSender(), work), decoy: await decoy };
}

/** Hashes a password with Argon2, in turn with others, because each takes much memory. */
export function hashPassword(hashing: Hashing, password: string): Promise<string> {
  return callOutside(hashing, "password.hash", () => hashing.passwords.inTurn(() => hash(password, hashParameters)));
}

/** Whether the password is right. Without a hash it takes as long and returns false. */
export async function isPassword(
  hashing: Hashing,
  passwordHash: string | undefined,
  password: string,
): Promise<boolean> {
  const { inTurn, decoy } = hashing.passwords;
  const equal = await callOutside(hashing, "password.verify", () =>
    inTurn(() => verify(passwordHash ?? decoy, password)),
  );
  return equal && passwordHash !== undefined;
}

/** Whether the password was hashed with weaker parameters than today's. */
export function isOutdated(passwordHash: string): boolean {
  const { memoryCost, timeCost } = parseOptions(passwordHash);
  return memoryCost < hashParameters.memoryCost || timeCost < hashParameters.timeCost;
}
