/** Passwords are hashed with argon2id, a few at a time: each takes 19 MiB and milliseconds of a core. */
import type { Metrics } from "@hansa/kit/metrics";
import { call } from "@hansa/kit/outbound";
import type { World } from "@hansa/kit/world";
import { hash, parseOptions, verify } from "@node-rs/argon2";

/** What OWASP asks for at least: 19 MiB, two passes, one lane. Raise them here: each password is hashed anew at its next sign-in. */
const strength = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** More at once would only make each slower, and take memory from everything else. */
const mostAtOnce = 4;

export type Passwords = {
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** A hash of nothing anybody knows, to compare with where there is none. */
  decoy: string;
};

/** Deps that hashing needs. It runs beside the thread, so it is counted, and refused inside a transaction, like a call to the outside. */
export type Hashing = { passwords: Passwords; metrics: Metrics; world: World };

let decoy: Promise<string> | undefined;

/** One decoy is enough for a process, however often the service is opened in it: making one takes as long as a sign-in. */
export async function openPasswords(world: World): Promise<Passwords> {
  decoy ??= hash(world.randomBytes(32), strength);
  return { inTurn: turnstile(mostAtOnce), decoy: await decoy };
}

export function hashPassword(hashing: Hashing, password: string): Promise<string> {
  return call(hashing, "password.hash", () => hashing.passwords.inTurn(() => hash(password, strength)));
}

/** Whether the password is right. Takes as long without a hash to compare with, and is false then. */
export async function isPassword(
  hashing: Hashing,
  passwordHash: string | undefined,
  password: string,
): Promise<boolean> {
  const { inTurn, decoy } = hashing.passwords;
  const equal = await call(hashing, "password.verify", () => inTurn(() => verify(passwordHash ?? decoy, password)));
  return equal && passwordHash !== undefined;
}

/** Whether it was hashed with less than we ask for today. */
export function isOutdated(passwordHash: string): boolean {
  const { memoryCost, timeCost } = parseOptions(passwordHash);
  return memoryCost < strength.memoryCost || timeCost < strength.timeCost;
}

/** Lets `places` pieces of work run at once; the others wait in the order in which they came. */
function turnstile(places: number): Passwords["inTurn"] {
  let free = places;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((enter) => waiting.push(enter));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
