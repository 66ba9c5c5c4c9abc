/** Signing keys over time: a new one is published before it signs, and an old one until its last token has ended. */
import type { Deps } from "../context.ts";
import { seal, unseal } from "../providers/secrets.ts";
import { makeKeyPair } from "../providers/signing.ts";
import { dropSigningKeys, findSigningKeys, insertSigningKey, resealSigningKey } from "../store/signing-keys.ts";
import type { PublicKey, SigningKeyRow } from "../store/tables.ts";

const minute = 60_000;

/** How long an access token is good for. */
export const accessLifeMs = 5 * minute;
/** Whoever checks tokens has seen a new key by then. */
const publishedBeforeMs = 5 * minute;
/** Tokens of an old key are dead by then, on clocks that differ a little too. */
const publishedAfterMs = accessLifeMs + minute;
const ivBytes = 12;

/** Makes the next key when it is time, seals all under the newest secret of users, and drops those whose tokens have ended. */
export async function keepKeysFresh(deps: Deps): Promise<void> {
  const { store, world, secrets } = deps;
  const now = world.now();
  const seen = await store.read(findSigningKeys);
  const signsFrom = nextStart(deps, seen, now);
  const next = signsFrom === undefined ? undefined : { ...(await makeKeyPair()), signsFrom };

  await store.write("keep-keys-fresh", async (tx) => {
    const keys = await findSigningKeys(tx);
    if (keys[0]?.kid !== seen[0]?.kid) return;
    for (const { kid, sealed } of keys) {
      const opened = unseal(secrets, kid, sealed);
      if (opened && !opened.byNewest)
        await resealSigningKey(tx, kid, seal(secrets, kid, opened.plain, world.randomBytes(ivBytes)));
    }
    await dropSigningKeys(
      tx,
      keys.filter((_key, index) => hasDied(keys[index - 1], now)).map(({ kid }) => kid),
    );
    if (!next) return;
    const { kid, publicKey, privateKey } = next;
    const sealed = seal(secrets, kid, privateKey, world.randomBytes(ivBytes));
    await insertSigningKey(tx, { kid, publicKey, sealed, signsFrom: next.signsFrom, createdAt: now });
  });
}

/** The key that signs now. Throws if there is none that our secrets open: `keepKeysFresh` makes one at the start. */
export async function currentKey({ store, world, secrets }: Deps): Promise<{ kid: string; privateKey: Uint8Array }> {
  const now = world.now();
  for (const { kid, sealed, signsFrom } of await store.read(findSigningKeys)) {
    if (signsFrom > now) continue;
    const opened = unseal(secrets, kid, sealed);
    if (opened) return { kid, privateKey: opened.plain };
  }
  throw new Error("there is no key to sign with");
}

/** All keys whose tokens may be met, as a JWK set shows them: public parts only. */
export async function publicKeys({ store }: Deps): Promise<(PublicKey & { kid: string; alg: string; use: string })[]> {
  const keys = await store.read(findSigningKeys);
  return keys.map(({ kid, publicKey: { kty, crv, x } }) => ({ kty, crv, x, kid, alg: "EdDSA", use: "sig" }));
}

/** When a key that is made now begins to sign; undefined if none is needed yet. The first begins at once. */
function nextStart({ secrets, rules }: Deps, keys: readonly SigningKeyRow[], now: number): number | undefined {
  const youngest = keys.find(({ kid, sealed }) => unseal(secrets, kid, sealed) !== undefined);
  if (!youngest) return now;
  const due = youngest.signsFrom + rules.keyRotationMs;
  return now >= due - publishedBeforeMs ? Math.max(due, now + publishedBeforeMs) : undefined;
}

/** A key has died when the one that follows it has signed for longer than a token lives. */
function hasDied(follower: SigningKeyRow | undefined, now: number): boolean {
  return follower !== undefined && follower.signsFrom + publishedAfterMs <= now;
}
