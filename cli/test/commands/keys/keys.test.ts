/** The files of keys: each process gets its own keys only, unreadable to others, and a rotation keeps a common key per pair. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Caller, processes, processNames } from "@hansa/contracts/processes";
import { entriesOf, processPairs, readKeySet } from "@hansa/kit/identity";
import { expect, onTestFinished, test } from "vitest";
import { completeKeys } from "../../../host/keys/completion.ts";
import { createProductionKeys } from "../../../host/keys/creation.ts";
import { environmentFor, hasKeys, keysFile, readFolder, withLock } from "../../../host/keys/key-folder.ts";
import { rotateKeys, rotateStep } from "../../../host/keys/rotation.ts";

const now = Date.UTC(2026, 0, 15, 12);

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-keys-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const keySets = (folder: string) =>
  new Map([...readFolder(folder)].map(([name, variables]) => [name, readKeySet(name, processes, variables)]));

/** Every pair whose caller signs with a key that its callee does not accept, and every service that does not accept the router's viewers. */
function refusedPairs(callers: ReturnType<typeof keySets>, callees: ReturnType<typeof keySets>): string[] {
  const pairs = processPairs(processes).filter(({ caller, callee }) => {
    const signing = callers.get(caller)?.outgoing.get(callee)?.[0];
    return !signing || callees.get(callee)?.incoming.get(signing.id)?.caller !== caller;
  });
  const viewerKey = callers.get("router")?.signingKeys[0]?.id ?? "";
  const services = processNames.filter((name) => name !== "router" && !callees.get(name)?.viewerKeys.has(viewerKey));
  return [...pairs.map(({ caller, callee }) => `${caller}>${callee}`), ...services];
}

test("completing adds the missing keys of a service and removes those of a removed one, and changes no other key", () => {
  const folder = newFolder();
  completeKeys(folder, now);
  expect(completeKeys(folder, now)).toBe(false);
  const before = readFolder(folder);
  const ids = new Set([...before.values()].map(({ HANSA_SHOP_ID }) => HANSA_SHOP_ID));
  expect([...ids]).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/)]);
  rmSync(keysFile(folder, "payments"));
  const file = keysFile(folder, "products");
  const removed = `HANSA_PAIR_KEYS=router>cellar:old:${Buffer.alloc(32, 1).toString("base64url")},`;
  writeFileSync(file, `HANSA_OTHER=kept\n${readFileSync(file, "utf8").replace("HANSA_PAIR_KEYS=", removed)}`);

  expect(completeKeys(folder, now)).toBe(true);
  const after = readFolder(folder);
  expect(after.get("products")).toEqual({ HANSA_OTHER: "kept", ...before.get("products") });
  expect(refusedPairs(keySets(folder), keySets(folder))).toEqual([]);
  rmSync(keysFile(folder, "payments"));
  for (const name of processNames) if (name !== "payments") writeFileSync(keysFile(folder, name), "");
  expect(completeKeys(folder, now)).toBe(true);
  expect(completeKeys(folder, now)).toBe(false);
  // Keys from before the id of the shop.
  for (const each of processNames.map((name) => keysFile(folder, name)))
    writeFileSync(each, readFileSync(each, "utf8").replace(/^HANSA_SHOP_ID=.*\n/m, ""));
  expect(completeKeys(folder, now)).toBe(true);
  expect(new Set([...readFolder(folder).values()].map(({ HANSA_SHOP_ID }) => HANSA_SHOP_ID)).size).toBe(1);
});

test("each process gets a file that its owner alone can read, with its own keys only", () => {
  const folder = newFolder();
  completeKeys(folder, now);
  expect(hasKeys(folder)).toBe(true);
  for (const name of processNames) {
    expect(statSync(keysFile(folder, name)).mode & 0o777).toBe(0o600);
    const pairs = entriesOf(readFolder(folder).get(name)?.HANSA_PAIR_KEYS).map((entry) => entry.split(":")[0]);
    expect(pairs.every((pair) => pair?.split(">").includes(name))).toBe(true);
  }
  expect(refusedPairs(keySets(folder), keySets(folder))).toEqual([]);
  const secrets = (name: Caller) =>
    entriesOf(readFolder(folder).get(name)?.HANSA_PAIR_KEYS).map((entry) => entry.split(":")[2] ?? "");
  const foreign = processPairs(processes).filter(
    ({ caller, callee }) => caller !== "products" && callee !== "products",
  );
  const all = readFileSync(keysFile(folder, "products"), "utf8");
  expect(foreign.length).toBeGreaterThan(0);
  for (const { caller } of foreign) {
    const others = secrets(caller).filter((secret) => !secrets("products").includes(secret));
    expect(others.length).toBeGreaterThan(0);
    for (const secret of others) expect(all).not.toContain(secret);
  }
  const [signing = ""] = entriesOf(readFolder(folder).get("router")?.HANSA_VIEWER_SIGNING_KEYS);
  expect(all).not.toContain(signing.split(":")[1]);
});

test("production gets the secrets of its services too, and keeps existing ones", () => {
  const folder = newFolder();
  createProductionKeys(folder, now, { HANSA_GUEST_SECRET: "the one that the shop has", HANSA_SHOP_ID: "of before" });
  const files = readFolder(folder);
  expect([...files.values()].every(({ HANSA_SHOP_ID }) => HANSA_SHOP_ID === "of before")).toBe(true);
  expect(files.get("orders")?.HANSA_GUEST_SECRET).toBe("the one that the shop has");
  expect(files.get("users")?.HANSA_USERS_SECRET).toMatch(/^[0-9a-f]{64}$/);
  expect(files.get("payments")?.HANSA_SANDBOX_WEBHOOK_SECRET).toMatch(/^[0-9a-f]{64}$/);
  const holders = processNames.filter((name) => files.get(name)?.HANSA_API_KEY_SECRETS !== undefined);
  expect(holders.sort()).toEqual(["router", "users"]);
  const own = ["HANSA_USERS_SECRET", "HANSA_GUEST_SECRET", "HANSA_SANDBOX_WEBHOOK_SECRET"];
  for (const secret of own) {
    expect(processNames.filter((name) => files.get(name)?.[secret] !== undefined)).toHaveLength(1);
  }
});

test("existing keys are never overwritten", () => {
  const folder = newFolder();
  completeKeys(folder, now);
  const before = readFileSync(keysFile(folder, "orders"), "utf8");
  rmSync(keysFile(folder, "router"));
  expect(() => createProductionKeys(folder, now, {})).toThrow("There are keys already");
  expect(readFileSync(keysFile(folder, "orders"), "utf8")).toBe(before);
});

test("at every step of a rotation, processes before and after the step accept each other", async () => {
  const folder = newFolder();
  createProductionKeys(folder, now, {});
  const first = keySets(folder);
  const secretsBefore = readFolder(folder).get("users")?.HANSA_USERS_SECRET;
  const seen = [first];
  for (const step of ["add", "use", "retire"] as const) {
    await rotateStep(folder, step, now + 1);
    const before = seen.at(-1) ?? first;
    const after = keySets(folder);
    expect(refusedPairs(before, after)).toEqual([]);
    expect(refusedPairs(after, before)).toEqual([]);
    seen.push(after);
  }
  const last = keySets(folder);
  expect(refusedPairs(first, last)).toHaveLength(processPairs(processes).length + 4);
  expect(readFolder(folder).get("users")?.HANSA_USERS_SECRET).toBe(secretsBefore);
});

const apiKeyIds = (folder: string) =>
  (["router", "users"] as const).map(
    (name) =>
      keySets(folder)
        .get(name)
        ?.apiKeySecrets.map(({ id }) => id) ?? [],
  );

test("a rotation replaces the secret of API keys and keeps former ones, eight in all", async () => {
  const folder = newFolder();
  completeKeys(folder, now);
  const [[first] = []] = apiKeyIds(folder);
  await rotateStep(folder, "add", now + 1);
  await rotateStep(folder, "add", now + 2);
  const [added = []] = apiKeyIds(folder);
  expect(added).toEqual([first, expect.any(String)]);
  await rotateStep(folder, "use", now + 2);
  await rotateStep(folder, "retire", now + 2);
  const swapped = [added[1], added[0]];
  expect(apiKeyIds(folder)).toEqual([swapped, swapped]);
  for (let turn = 3; turn < 11; turn += 1) {
    await rotateKeys(
      folder,
      () => now + turn,
      { add: 0, use: 0 },
      () => {},
    );
    const [ofRouter, ofUsers] = apiKeyIds(folder);
    expect(ofRouter).toEqual(ofUsers);
    expect(ofRouter).toHaveLength(Math.min(turn, 8));
    expect(ofRouter).toEqual([...(ofRouter ?? [])].sort().reverse());
  }
  expect(apiKeyIds(folder)[0]).not.toContain(first);
});

test("keys from before the secret of API keys get one, by completion or by a rotation, and keep all others", async () => {
  for (const upgrade of [completeKeys, (folder: string) => rotateStep(folder, "add", now)]) {
    const folder = newFolder();
    createProductionKeys(folder, now, {});
    const before = readFolder(folder);
    for (const name of ["router", "users"] as const) {
      const lines = Object.entries(before.get(name) ?? {}).filter(([variable]) => variable !== "HANSA_API_KEY_SECRETS");
      writeFileSync(keysFile(folder, name), lines.map(([variable, value]) => `${variable}=${value}`).join("\n"));
    }
    expect(() => keySets(folder)).toThrow("HANSA_API_KEY_SECRETS: there is no secret");
    await upgrade(folder, now);
    const [ofRouter, ofUsers] = apiKeyIds(folder);
    expect(ofRouter).toHaveLength(1);
    expect(ofRouter).toEqual(ofUsers);
    const after = readFolder(folder);
    expect(after.get("users")?.HANSA_USERS_SECRET).toBe(before.get("users")?.HANSA_USERS_SECRET);
    for (const [name, { HANSA_PAIR_KEYS = "" }] of before) {
      const entries = entriesOf(after.get(name)?.HANSA_PAIR_KEYS);
      for (const entry of entriesOf(HANSA_PAIR_KEYS)) expect(entries).toContain(entry);
    }
  }
});

test("a rotation interrupted after any step is completed by the next one", async () => {
  for (const steps of [["add"], ["add", "use"], ["add", "use", "retire"]] as const) {
    const folder = newFolder();
    completeKeys(folder, now);
    const first = keySets(folder);
    for (const step of steps) await rotateStep(folder, step, now + 1);
    const published: string[] = [];
    await rotateKeys(
      folder,
      () => now + 2,
      { add: 0, use: 0 },
      (step) => published.push(step),
    );
    expect(published).toEqual(["add", "use", "retire"]);
    const last = keySets(folder);
    expect(refusedPairs(last, last)).toEqual([]);
    expect(refusedPairs(first, last)).toHaveLength(processPairs(processes).length + 4);
    for (const { outgoing } of last.values()) for (const keys of outgoing.values()) expect(keys).toHaveLength(1);
  }
});

test("a rotation that died between two files can be resumed without a pair losing its common key", async () => {
  const folder = newFolder();
  completeKeys(folder, now);
  const older = readFolder(folder).get("orders");
  await rotateStep(folder, "add", now + 1);
  const lines = Object.entries(older ?? {}).map(([name, value]) => `${name}=${value}`);
  writeFileSync(keysFile(folder, "orders"), lines.join("\n"));
  const torn = keySets(folder);
  expect(refusedPairs(torn, torn)).toEqual([]);
  await rotateStep(folder, "add", now + 2);
  const mended = keySets(folder);
  expect(refusedPairs(torn, mended)).toEqual([]);
  expect(refusedPairs(mended, torn)).toEqual([]);
});

test("two commands do not change one folder at once", async () => {
  const folder = newFolder();
  completeKeys(folder, now);
  await withLock(folder, async () => {
    await expect(rotateStep(folder, "add", now)).rejects.toThrow("Another command changes the keys");
  });
  await rotateStep(folder, "add", now);
});

test("a process is told the path of its own file, unless it was given keys", () => {
  const data = newFolder();
  expect(environmentFor("orders", { A: "1" }, data)).toEqual({ A: "1" });
  completeKeys(path.join(data, "keys"), now);
  const file = keysFile(path.join(data, "keys"), "orders");
  expect(environmentFor("orders", { A: "1" }, data)).toEqual({ A: "1", HANSA_KEYS_FILE: file });
  expect(environmentFor("orders", { HANSA_KEYS_FILE: "/own" }, data)).toEqual({ HANSA_KEYS_FILE: "/own" });
  const elsewhere = newFolder();
  completeKeys(elsewhere, now);
  expect(environmentFor("router", { HANSA_KEYS_FOLDER: elsewhere }, data).HANSA_KEYS_FILE).toBe(
    keysFile(elsewhere, "router"),
  );
});
