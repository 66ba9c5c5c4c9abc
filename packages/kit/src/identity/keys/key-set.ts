/** The keys of one process as text and as values: pair keys, viewer keys of which only the router has the private half, and API key secrets. */
import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject } from "node:crypto";
import { type Processes, routerName } from "../../runtime/processes.ts";

/** One secret that a caller and a callee share. */
export type PairKey = { id: string; secret: KeyObject };
/** The live keys of one caller towards one callee: the first signs, all are accepted. */
export type PairKeys = readonly [PairKey, ...PairKey[]];
/** A private viewer key, with the id by which services find its public half. */
export type ViewerSigningKey = { id: string; key: KeyObject };
/** A secret by which the issuer makes, and the router recognises, the checksum of API keys. */
export type ApiKeySecret = { id: string; secret: KeyObject };

/** Everything that one process holds. */
export type KeySet = {
  /** For the calls of this process, by callee. */
  outgoing: ReadonlyMap<string, PairKeys>;
  /** For the calls that this process answers, by key id. */
  incoming: ReadonlyMap<string, { caller: string; secret: KeyObject }>;
  /** Public halves of the viewer keys, by key id. Empty in the router. */
  viewerKeys: ReadonlyMap<string, KeyObject>;
  /** Private halves, the signing one first. Empty everywhere but in the router. */
  signingKeys: readonly ViewerSigningKey[];
  /** The secrets of API keys, the present one first. Empty everywhere but in the router and in the issuer. */
  apiKeySecrets: readonly ApiKeySecret[];
};

/** The variables of an environment file that hold keys. */
export type KeyVariables = {
  HANSA_PAIR_KEYS?: string | undefined;
  HANSA_VIEWER_KEYS?: string | undefined;
  HANSA_VIEWER_SIGNING_KEYS?: string | undefined;
  HANSA_API_KEY_SECRETS?: string | undefined;
};

/** Every pair of processes of which the first calls the second. */
export function processPairs<Name extends string>(processes: Processes<Name>): readonly Pair<Name>[] {
  const callees = processes.services.map(({ name }) => name);
  const callers: readonly (Name | typeof routerName)[] = [...callees, routerName];
  return callers.flatMap((caller) =>
    callees.filter((callee) => callee !== caller).map((callee) => ({ caller, callee })),
  );
}
type Pair<Name extends string> = { caller: Name | typeof routerName; callee: Name };

/** The processes that hold the secrets of API keys: one makes keys, the other recognises them. */
export function apiKeyProcesses<Name extends string>({
  issuer,
}: Processes<Name>): readonly (Name | typeof routerName)[] {
  return [routerName, issuer];
}

const secretBytes = 32;
const idPattern = /^[\w-]{1,64}$/;

/**
 * Reads the keys of `self`. Throws with all faults at once, none of which shows a key: a missing pair, a key that cannot be read, and a key
 * that belongs to another process, because each process holds its own keys only.
 */
export function readKeySet(self: string, processes: Processes, variables: KeyVariables): KeySet {
  const faults: string[] = [];
  const fault = (name: keyof KeyVariables, text: string): undefined => {
    faults.push(`${name}: ${text}`);
  };
  const outgoing = new Map<string, PairKeys>();
  const incoming = new Map<string, { caller: string; secret: KeyObject }>();
  for (const [index, entry] of entriesOf(variables.HANSA_PAIR_KEYS).entries()) {
    const read = readPairKey(entry, processes);
    if (!read) fault("HANSA_PAIR_KEYS", `key ${index + 1} is not "caller>callee:id:secret" with a secret of 32 bytes`);
    else if (read.caller === self) outgoing.set(read.callee, appended(outgoing.get(read.callee), read.key));
    else if (read.callee !== self) fault("HANSA_PAIR_KEYS", `${read.caller}>${read.callee} is not a pair of ${self}`);
    else if (incoming.has(read.key.id)) fault("HANSA_PAIR_KEYS", `two keys have the id ${read.key.id}`);
    else incoming.set(read.key.id, { caller: read.caller, secret: read.key.secret });
  }
  const callers = new Set([...incoming.values()].map(({ caller }) => caller));
  for (const { caller, callee } of processPairs(processes)) {
    const isMissing = (caller === self && !outgoing.has(callee)) || (callee === self && !callers.has(caller));
    if (isMissing) fault("HANSA_PAIR_KEYS", `there is no key of ${caller}>${callee}`);
  }

  const isRouter = self === routerName;
  if (!isRouter && variables.HANSA_VIEWER_SIGNING_KEYS) {
    fault("HANSA_VIEWER_SIGNING_KEYS", "only the router signs viewers");
  }
  const signingKeys = isRouter
    ? readViewerKeys(variables.HANSA_VIEWER_SIGNING_KEYS, "private", (text) => fault("HANSA_VIEWER_SIGNING_KEYS", text))
    : [];
  const viewerKeys = isRouter
    ? []
    : readViewerKeys(variables.HANSA_VIEWER_KEYS, "public", (text) => fault("HANSA_VIEWER_KEYS", text));
  const holdsSecrets = apiKeyProcesses(processes).some((name) => name === self);
  const apiKeySecrets = holdsSecrets
    ? readApiKeySecrets(variables.HANSA_API_KEY_SECRETS, (text) => fault("HANSA_API_KEY_SECRETS", text))
    : [];
  if (!holdsSecrets && entriesOf(variables.HANSA_API_KEY_SECRETS).length > 0)
    fault("HANSA_API_KEY_SECRETS", `only the router and ${processes.issuer} hold the secrets of API keys`);
  if (faults.length > 0) throw new KeyFaults(faults);
  const publicKeys = new Map(viewerKeys.map(({ id, key }) => [id, key]));
  return { outgoing, incoming, viewerKeys: publicKeys, signingKeys, apiKeySecrets };
}

/** Why keys could not be read, one sentence for each fault. */
export class KeyFaults extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(faults.join("\n"));
    this.faults = faults;
  }
}

/** Writes one pair key as `HANSA_PAIR_KEYS` has it. */
export function pairKeyText(caller: string, callee: string, { id, secret }: PairKey): string {
  return `${caller}>${callee}:${id}:${secret.export().toString("base64url")}`;
}

/** Writes a viewer key: the private half for the router, or the public half for services. */
export function viewerKeyText({ id, key }: ViewerSigningKey, half: "private" | "public"): string {
  const bytes =
    half === "private"
      ? key.export({ format: "der", type: "pkcs8" })
      : (key.type === "public" ? key : createPublicKey(key)).export({ format: "der", type: "spki" });
  return `${id}:${bytes.toString("base64url")}`;
}

/** Reads `caller>callee:id:secret`; undefined if it is not that. */
export function readPairKey(
  entry: string,
  processes: Processes,
): { caller: string; callee: string; key: PairKey } | undefined {
  const [pair = "", id = "", text = "", ...rest] = entry.split(":");
  const [callerName, calleeName] = pair.split(">");
  const callees = processes.services.map(({ name }) => name);
  const caller = [...callees, routerName].find((name) => name === callerName);
  const callee = callees.find((name) => name === calleeName);
  const secret = Buffer.from(text, "base64url");
  const isWhole = rest.length === 0 && secret.length === secretBytes && idPattern.test(id);
  if (!caller || !callee || caller === callee || !isWhole) return undefined;
  return { caller, callee, key: { id, secret: createSecretKey(secret) } };
}

/** Reads a private viewer key as `HANSA_VIEWER_SIGNING_KEYS` has it; undefined if it is not one. */
export function readViewerKey(entry: string, half: "private" | "public"): ViewerSigningKey | undefined {
  const [id = "", text = "", ...rest] = entry.split(":");
  if (rest.length > 0 || !idPattern.test(id)) return undefined;
  const bytes = Buffer.from(text, "base64url");
  try {
    const key =
      half === "private"
        ? createPrivateKey({ key: bytes, format: "der", type: "pkcs8" })
        : createPublicKey({ key: bytes, format: "der", type: "spki" });
    return key.asymmetricKeyType === "ed25519" ? { id, key } : undefined;
  } catch {
    return undefined;
  }
}

/** Writes one secret as `HANSA_API_KEY_SECRETS` has it. */
export function apiKeySecretText({ id, secret }: ApiKeySecret): string {
  return `${id}:${secret.export().toString("base64url")}`;
}

/** Reads `id:secret`; undefined if it is not that. */
export function readApiKeySecret(entry: string): ApiKeySecret | undefined {
  const [id = "", text = "", ...rest] = entry.split(":");
  const secret = Buffer.from(text, "base64url");
  const isWhole = rest.length === 0 && secret.length === secretBytes && idPattern.test(id);
  return isWhole ? { id, secret: createSecretKey(secret) } : undefined;
}

/** The entries of a list that is separated by commas. */
export function entriesOf(text: string | undefined): string[] {
  return (text ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

function readViewerKeys(
  text: string | undefined,
  half: "private" | "public",
  fault: (text: string) => void,
): ViewerSigningKey[] {
  const entries = entriesOf(text);
  if (entries.length === 0) fault("there is no key");
  return entries.flatMap((entry, index) => {
    const read = readViewerKey(entry, half);
    if (!read) fault(`key ${index + 1} is not "id:key" with the ${half} half of an Ed25519 key`);
    return read ?? [];
  });
}

function readApiKeySecrets(text: string | undefined, fault: (text: string) => void): ApiKeySecret[] {
  const entries = entriesOf(text);
  if (entries.length === 0) fault("there is no secret (npm run hansa -- keys create FOLDER --complete adds it)");
  return entries.flatMap((entry, index) => {
    const read = readApiKeySecret(entry);
    if (!read) fault(`secret ${index + 1} is not "id:secret" with a secret of 32 bytes`);
    return read ?? [];
  });
}

function appended(keys: PairKeys | undefined, key: PairKey): PairKeys {
  return keys ? [...keys, key] : [key];
}
