/** Default keys of a shop in development, derived from a text in this repository. Production refuses them. */
import { createHash, createPrivateKey, createPublicKey, createSecretKey, hkdfSync, type KeyObject } from "node:crypto";
import { type Processes, routerName } from "../../runtime/processes.ts";
import {
  type ApiKeySecret,
  apiKeyProcesses,
  type KeySet,
  type PairKey,
  type PairKeys,
  processPairs,
  type ViewerSigningKey,
} from "./key-set.ts";

/** The secret of a shop in development. HANSA_ENV=production refuses it. */
export const developmentSecret = "hansa-development-secret-not-for-production";

/** The bytes before the 32 of an Ed25519 seed in PKCS #8 (RFC 8410). */
const pkcs8Head = Buffer.from("302e020100300506032b657004220420", "hex");

const sets = new WeakMap<Processes, Map<string, KeySet>>();

/** The development keys of one process, derived once. */
export function developmentKeys(self: string, processes: Processes): KeySet {
  const ofProcesses = sets.get(processes) ?? new Map<string, KeySet>();
  sets.set(processes, ofProcesses);
  const known = ofProcesses.get(self) ?? derive(self, processes);
  ofProcesses.set(self, known);
  return known;
}

/** Whether one of these keys is a development key. */
export function holdsDevelopmentKeys(self: string, processes: Processes, keys: KeySet): boolean {
  const { outgoing, incoming, viewerKeys, signingKeys, apiKeySecrets } = keys;
  const known = developmentKeys(self, processes);
  const isKnown = (secret: KeyObject) =>
    [...[...known.outgoing.values()].flat(), ...known.incoming.values()].some((key) => key.secret.equals(secret));
  const secrets = [...[...outgoing.values()].flat(), ...incoming.values()].map(({ secret }) => secret);
  const ownPublic = developmentViewerKey().key;
  const isOwn = (key: ViewerSigningKey["key"]) => createPublicKey(ownPublic).equals(key);
  return (
    secrets.some(isKnown) ||
    [...viewerKeys.values()].some(isOwn) ||
    signingKeys.some(({ key }) => isOwn(createPublicKey(key))) ||
    apiKeySecrets.some(({ secret }) => known.apiKeySecrets.some((key) => key.secret.equals(secret)))
  );
}

function derive(self: string, processes: Processes): KeySet {
  const outgoing = new Map<string, PairKeys>();
  const incoming = new Map<string, { caller: string; secret: KeyObject }>();
  for (const { caller, callee } of processPairs(processes)) {
    if (caller !== self && callee !== self) continue;
    const key = developmentPairKey(caller, callee);
    if (caller === self) outgoing.set(callee, [key]);
    else incoming.set(key.id, { caller, secret: key.secret });
  }
  const viewerKey = developmentViewerKey();
  const isRouter = self === routerName;
  return {
    outgoing,
    incoming,
    viewerKeys: new Map(isRouter ? [] : [[viewerKey.id, createPublicKey(viewerKey.key)]]),
    signingKeys: isRouter ? [viewerKey] : [],
    apiKeySecrets: apiKeyProcesses(processes).includes(self) ? [developmentApiKeySecret()] : [],
  };
}

function developmentPairKey(caller: string, callee: string): PairKey {
  const secret = derived(`pair key ${caller}>${callee}`);
  const id = `dev-${createHash("sha256").update(secret).digest("base64url").slice(0, 8)}`;
  return { id, secret: createSecretKey(secret) };
}

function developmentApiKeySecret(): ApiKeySecret {
  return { id: "dev-api-keys", secret: createSecretKey(derived("API key secret")) };
}

function developmentViewerKey(): ViewerSigningKey {
  const der = Buffer.concat([pkcs8Head, derived("viewer key")]);
  return { id: "dev-viewer", key: createPrivateKey({ key: der, format: "der", type: "pkcs8" }) };
}

function derived(use: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", developmentSecret, "hansa development keys", use, 32));
}
