/** The keys of a process: its own and no others, complete, and read again when their file changes. */
import { createSecretKey, generateKeyPairSync } from "node:crypto";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { developmentKeys } from "../../../src/identity/keys/development-keys.ts";
import { outgoingKeys, watchKeyFile } from "../../../src/identity/keys/key-ring.ts";
import {
  apiKeySecretText,
  type KeyVariables,
  pairKeyText,
  readKeySet,
  viewerKeyText,
} from "../../../src/identity/keys/key-set.ts";
import { ConfigError } from "../../../src/runtime/config-error.ts";
import { createLog } from "../../../src/runtime/log.ts";
import { commonVariables, readEnvironment, readKeyRing } from "../../../src/service/config.ts";
import { manualRuntime } from "../../../testing/manual-runtime.ts";
import { ownKeys, temporaryFolder } from "../../../testing/subgraph-client.ts";
import { type Caller, processes, processNames } from "../../support/processes.ts";

const check = (self: Caller, environment: Record<string, string | undefined>) =>
  readEnvironment(commonVariables, environment, { keysOf: { self, processes } });
const faultsOf = (self: Caller, environment: Record<string, string | undefined>): string => {
  try {
    check(self, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "none";
};
const production = { HANSA_ENV: "production" };
const secretKey = { id: "k", secret: createSecretKey(new Uint8Array(32).fill(7)) };

/** The development keys of a process, written as variables. */
function publicKeys(self: Caller): KeyVariables {
  const { outgoing, incoming, viewerKeys, signingKeys, apiKeySecrets } = developmentKeys(self, processes);
  const pairs = [...outgoing].flatMap(([callee, keys]) => keys.map((key) => pairKeyText(self, callee, key)));
  const texts = [...incoming].map(([id, { caller, secret }]) => {
    if (self === "router") throw new Error("the router has no callers");
    return pairKeyText(caller, self, { id, secret });
  });
  const asPrivate = signingKeys.map((key) => viewerKeyText(key, "private"));
  const asPublic = [...viewerKeys].map(([id, key]) => viewerKeyText({ id, key }, "public"));
  return {
    HANSA_PAIR_KEYS: [...pairs, ...texts].join(","),
    HANSA_API_KEY_SECRETS: apiKeySecrets.map(apiKeySecretText).join(","),
    ...(self === "router"
      ? { HANSA_VIEWER_SIGNING_KEYS: asPrivate.join(",") }
      : { HANSA_VIEWER_KEYS: asPublic.join(",") }),
  };
}

test.each(processNames)(
  "%s starts in development without keys, and in production with keys of its own only",
  (self) => {
    expect(faultsOf(self, {})).toBe("none");
    expect(faultsOf(self, production)).toContain("HANSA_KEYS_FILE: production needs keys of its own");
    expect(faultsOf(self, { ...production, ...ownKeys(self, processes) })).toBe("none");
    expect(faultsOf(self, publicKeys(self))).toBe("none");
    expect(faultsOf(self, { ...production, ...publicKeys(self) })).toContain("refuses the keys of development");
  },
);

test("a process refuses the keys of others, and the private half of a viewer key unless it is the router", () => {
  const own = ownKeys("products", processes);
  const foreign = `${own.HANSA_PAIR_KEYS},${pairKeyText("orders", "payments", secretKey)}`;
  expect(faultsOf("products", { ...own, HANSA_PAIR_KEYS: foreign })).toContain(
    "orders>payments is not a pair of products",
  );
  const { HANSA_VIEWER_SIGNING_KEYS } = ownKeys("router", processes);
  expect(faultsOf("products", { ...own, HANSA_VIEWER_SIGNING_KEYS })).toContain("only the router signs viewers");
});

test("the router and users need the secret of API keys, production refuses the public one, and no other process may hold it", () => {
  for (const self of ["router", "users"] as const) {
    const { HANSA_API_KEY_SECRETS, ...others } = ownKeys(self, processes);
    expect(faultsOf(self, { ...production, ...others })).toContain("HANSA_API_KEY_SECRETS: there is no secret");
    expect(faultsOf(self, others)).toContain("HANSA_API_KEY_SECRETS: there is no secret");
    const short = `${HANSA_API_KEY_SECRETS},k:AAAA`;
    expect(faultsOf(self, { ...others, HANSA_API_KEY_SECRETS: short })).toContain('secret 2 is not "id:secret"');
    const ofDevelopment = publicKeys(self).HANSA_API_KEY_SECRETS;
    expect(faultsOf(self, { ...others, HANSA_API_KEY_SECRETS: ofDevelopment })).toBe("none");
    expect(faultsOf(self, { ...production, ...others, HANSA_API_KEY_SECRETS: ofDevelopment })).toContain(
      "refuses the keys of development",
    );
  }
  const { HANSA_API_KEY_SECRETS } = ownKeys("users", processes);
  expect(faultsOf("orders", { ...ownKeys("orders", processes), HANSA_API_KEY_SECRETS })).toContain(
    "only the router and users hold the secrets of API keys",
  );
});

test("every fault of keys is reported at once, without showing a key", () => {
  const { HANSA_PAIR_KEYS = "" } = ownKeys("products", processes);
  const [first = "", ...rest] = HANSA_PAIR_KEYS.split(",");
  const faults = faultsOf("products", { HANSA_PAIR_KEYS: [`${first}x:y`, ...rest].join(",") });
  expect(faults).toMatch(
    /HANSA_PAIR_KEYS: key 1 is not[\s\S]*there is no key of[\s\S]*HANSA_VIEWER_KEYS: there is no key/,
  );
  for (const entry of [first, ...rest]) expect(faults).not.toContain(entry.split(":")[2]);
});

test.each([
  ["an unknown process", "shop>products:k:AAAA"],
  ["a pair that calls itself", pairKeyText("products", "products", secretKey)],
  ["a short secret", "orders>products:k:AAAA"],
  ["no id", pairKeyText("orders", "products", { ...secretKey, id: "" })],
])("a pair key of %s is refused", (_what, entry) => {
  const own = ownKeys("products", processes);
  expect(faultsOf("products", { ...own, HANSA_PAIR_KEYS: `${own.HANSA_PAIR_KEYS},${entry}` })).toContain(
    'is not "caller>callee:id:secret"',
  );
});

test("two keys with one id are refused, because the id selects the key", () => {
  const own = ownKeys("products", processes);
  const twice = ["orders", "users"] as const;
  const texts = twice.map((caller) => pairKeyText(caller, "products", { ...secretKey, id: "same" }));
  expect(faultsOf("products", { ...own, HANSA_PAIR_KEYS: [own.HANSA_PAIR_KEYS, ...texts].join(",") })).toContain(
    "two keys have the id same",
  );
});

test("a viewer key that is not Ed25519 is refused", () => {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 1_024 });
  const text = `k:${publicKey.export({ format: "der", type: "spki" }).toString("base64url")}`;
  expect(() =>
    readKeySet("products", processes, { ...ownKeys("products", processes), HANSA_VIEWER_KEYS: text }),
  ).toThrow("Ed25519");
});

function keysFile(variables: KeyVariables) {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  const file = join(folder.path, "keys.env");
  const write = (next: KeyVariables, more = "") => {
    const lines = Object.entries(next).map(([name, value]) => `${name}=${value}`);
    writeFileSync(`${file}.next`, `${lines.join("\n")}\n${more}`);
    renameSync(`${file}.next`, file);
  };
  write(variables);
  return { file, write };
}

test("the key file takes precedence over the environment, and a missing file is a fault", () => {
  const { file, write } = keysFile(ownKeys("users", processes));
  write(ownKeys("users", processes), "HANSA_PORT=5000\n");
  expect(check("users", { ...production, HANSA_PORT: "6000", HANSA_KEYS_FILE: file }).HANSA_PORT).toBe(5_000);
  expect(readKeyRing("users", processes, { HANSA_KEYS_FILE: file }).file).toBe(file);
  rmSync(file);
  expect(faultsOf("users", { HANSA_KEYS_FILE: file })).toContain("HANSA_KEYS_FILE: the file cannot be read");
});

test("a changed file is read again within a second, and an invalid one changes nothing", async () => {
  const { file, write } = keysFile(ownKeys("orders", processes));
  const ring = readKeyRing("orders", processes, { HANSA_KEYS_FILE: file });
  const runtime = manualRuntime(0);
  const stopping = new AbortController();
  const following = watchKeyFile(ring, runtime, createLog("test", "silent"), stopping.signal);
  const secret = () => outgoingKeys(ring, "products")[0].secret.export().toString("hex");
  const first = secret();
  write(ownKeys("orders", processes));
  expect(secret()).toBe(first);
  await runtime.advance(1_000);
  const second = secret();
  expect(second).not.toEqual(first);

  write({});
  await runtime.advance(1_000);
  rmSync(file);
  await runtime.advance(1_000);
  expect(secret()).toBe(second);

  write(ownKeys("orders", processes));
  await runtime.advance(1_000);
  expect(secret()).not.toEqual(second);
  stopping.abort();
  await following;
});
