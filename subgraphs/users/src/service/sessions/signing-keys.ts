/** Rotation of signing keys: a new key is published before it signs, an old one until its last token has expired. */
import type { Reader } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { makeKeyPair } from "../../providers/jwt.ts";
import { seal, unseal } from "../../providers/secrets.ts";
import {
  dropSigningKeys,
  findSigningKeys,
  insertSigningKey,
  resealSigningKey,
} from "../../store/sessions/signing-keys.ts";
import type { PublicKey, SigningKeyRow } from "../../store/tables.ts";

const minute = 60_000;
const day = 24 * 60 * minute;

/**
 * How long a key signs. A constant: it bounds the use of a copied private key, tokens last five minutes with any value, and no client notices
 * a rotation.
 */
const rotationMs = 30 * day;
/** The lifetime of an access token. */
export const accessTokenLifetimeMs = 5 * minute;
/** Every verifier of tokens has fetched a new key by then. */
const publishedBeforeMs = 5 * minute;
/** Tokens of an old key have expired by then, also on clocks that differ a little. */
const publishedAfterMs = accessTokenLifetimeMs + minute;
const ivBytes = 12;

/** Creates the next key when it is due, seals all keys with the newest secret, and drops keys whose tokens have expired. */
export async function rotateSigningKeys(deps: Deps): Promise<void> {
  const { store, runtime, secrets } = deps;
  const now = runtime.now();
  const seen = await store.read(findSigningKeys);
  const signsFrom = nextStart(deps, seen, now);
  const next = signsFrom === undefined ? undefined : { ...makeKeyPair(), signsFrom };
  // A commit would wake all who wait for one.
  const hasOpened = ({ kid, sealed }: SigningKeyRow) => unseal(secrets, kid, sealed)?.byNewest === false;
  if (!next && !seen.some((key, index) => hasOpened(key) || hasExpired(seen[index - 1], now))) return;

  await store.write("rotate-signing-keys", async (tx) => {
    const keys = await findSigningKeys(tx);
    if (keys[0]?.kid !== seen[0]?.kid) return;
    for (const { kid, sealed } of keys) {
      const opened = unseal(secrets, kid, sealed);
      if (opened && !opened.byNewest)
        await resealSigningKey(tx, kid, seal(secrets, kid, opened.plain, runtime.randomBytes(ivBytes)));
    }
    await dropSigningKeys(
      tx,
      keys.filter((_key, index) => hasExpired(keys[index - 1], now)).map(({ kid }) => kid),
    );
    if (!next) return;
    const { kid, publicKey, privateKey } = next;
    const sealed = seal(secrets, kid, privateKey, runtime.randomBytes(ivBytes));
    await insertSigningKey(tx, { kid, publicKey, sealed, signsFrom: next.signsFrom, createdAt: now });
  });
}

export type SigningKey = { kid: string; privateKey: Uint8Array };

/**
 * Finds the key that signs now. Throws if the secrets open none: `rotateSigningKeys` creates one at the start, and another process with a newer
 * secret may have sealed all keys since.
 */
export async function findCurrentKey(
  { runtime, secrets }: Pick<Deps, "runtime" | "secrets">,
  db: Reader,
): Promise<SigningKey> {
  const now = runtime.now();
  for (const { kid, sealed, signsFrom } of await findSigningKeys(db)) {
    if (signsFrom > now) continue;
    const opened = unseal(secrets, kid, sealed);
    if (opened) return { kid, privateKey: opened.plain };
  }
  throw new Error("no signing key can be opened with the secrets of users");
}

/** Lists the public parts of all keys with valid tokens, as members of a JWK set. */
export async function findPublicKeys({
  store,
}: Deps): Promise<(PublicKey & { kid: string; alg: string; use: string })[]> {
  const keys = await store.read(findSigningKeys);
  return keys.map(({ kid, publicKey: { kty, crv, x } }) => ({ kty, crv, x, kid, alg: "EdDSA", use: "sig" }));
}

/** Computes when a key that is created now begins to sign; undefined if none is due. The first begins at once. */
function nextStart({ secrets }: Deps, keys: readonly SigningKeyRow[], now: number): number | undefined {
  const youngest = keys.find(({ kid, sealed }) => unseal(secrets, kid, sealed) !== undefined);
  if (!youngest) return now;
  const due = youngest.signsFrom + rotationMs;
  return now >= due - publishedBeforeMs ? Math.max(due, now + publishedBeforeMs) : undefined;
}

/** Whether a key has expired: its successor has signed for longer than the lifetime of a token. */
function hasExpired(successor: SigningKeyRow | undefined, now: number): boolean {
  return successor !== undefined && successor.signsFrom + publishedAfterMs <= now;
}
