/** The privacy commands against a real users service behind a real router; the other services hold no data. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createLog } from "@hansa/contracts/log";
import { readCommandLine, UsageError } from "@hansa/kit/command-line";
import type { Transport } from "@hansa/kit/rpc";
import { systemRuntime } from "@hansa/kit/runtime";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { readConfig as readRouterConfig } from "../../../../router/src/config.ts";
import { openRouter, type Router } from "../../../../router/src/server.ts";
import { hashPassword } from "../../../../subgraphs/users/src/providers/passwords.ts";
import { type Users, users as usersService } from "../../../../subgraphs/users/src/server.ts";
import { seedAccounts } from "../../../../subgraphs/users/src/service/accounts/seed.ts";
import { eraseGuest, erasePerson, exportPerson } from "../../../commands/privacy/commands.ts";
import { findPerson, type StaffSession, signIn } from "../../../commands/privacy/graphql-client.ts";
import { eraseCommand, exportCommand } from "../../../commands/privacy/options.ts";
import { root } from "../../../host/shop.mjs";
import { servicesAt } from "../../../testing/addresses.ts";

const password = "a kettle of black tea";
const folder = mkdtempSync(path.join(tmpdir(), "hansa-privacy-"));
let users: Users;
let router: Router;
let shop = "";
/** The addresses whose guests orders was asked to erase. */
const erasedGuests: string[] = [];

beforeAll(async () => {
  const environment = { HANSA_DATA: folder, HANSA_LOG_LEVEL: "silent", HANSA_PUBLIC_URL: "https://hansa.example" };
  const knowNothing: Transport = async (_callee, { path: asked, body }) => {
    if (asked.endsWith("unsentOrders")) {
      const { email, cancel } = z.object({ email: z.string().nullable(), cancel: z.boolean() }).parse(JSON.parse(body));
      const numbers = email === "waits@hansa.example" && !cancel ? ["100001"] : [];
      return { status: 200, body: JSON.stringify({ numbers }) };
    }
    if (!asked.endsWith("eraseGuest")) return { status: 200, body: JSON.stringify({ sections: {} }) };
    erasedGuests.push(z.object({ email: z.string() }).parse(JSON.parse(body)).email);
    return { status: 200, body: JSON.stringify({ recorded: true }) };
  };
  users = await usersService.configure(environment).open(systemRuntime, knowNothing);
  const ports = [
    Number(new URL(await users.graph.listen({ host: "127.0.0.1", port: 0 })).port),
    await listen(users.internal),
  ];
  const routing = {
    ...environment,
    HANSA_SERVICES: servicesAt({
      users: { graph: `http://127.0.0.1:${ports[0]}`, internal: `http://127.0.0.1:${ports[1]}` },
    }),
  };
  router = await openRouter(
    readRouterConfig({ identity: "hansa", watch: false }, routing),
    systemRuntime,
    createLog("router", "silent"),
  );
  shop = `http://127.0.0.1:${await listen(router.app)}`;
  const passwordHash = await hashPassword(users.deps, password);
  const account = { displayName: "Ada", verified: true, passwordHash };
  await seedAccounts(users.deps, [
    { ...account, email: "boss@hansa.example", role: "ADMIN" },
    { ...account, email: "help@hansa.example", role: "SUPPORT" },
    { ...account, email: "ada@hansa.example", role: "CUSTOMER" },
    { ...account, email: "not-ada@hansa.example", role: "CUSTOMER" },
  ]);
});
afterAll(async () => {
  await router.stop();
  await users.stop();
  rmSync(folder, { recursive: true });
});

async function listen(app: Router["app"]): Promise<number> {
  await app.listen({ host: "127.0.0.1", port: 0 });
  const address: AddressInfo | string | null = app.server.address();
  if (address === null || typeof address === "string") throw new Error("it listens on no port");
  return address.port;
}
/** A person with an account. */
async function personWith(desk: StaffSession, email: string) {
  const person = await findPerson(desk, email);
  if (!person) throw new Error(`no account has the address ${email}`);
  return person;
}
const sendsFirst = { cancelUnsent: false };
const boss = (): Promise<StaffSession> => signIn(shop, "boss@hansa.example", password);

test("the export writes one file, which only its owner reads, and overwrites none", async () => {
  const desk = await boss();
  const person = await personWith(desk, "ada@hansa.example");
  const file = path.join(folder, "ada.json");
  await exportPerson(desk, person, file);
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
    person: person.id,
    users: { account: [{ email: "ada@hansa.example" }] },
    products: {},
    orders: {},
    payments: {},
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await expect(exportPerson(desk, person, file)).rejects.toThrow("EEXIST");
});

test("only the person with exactly this address is found", async () => {
  const desk = await boss();
  const [ada, other] = [await personWith(desk, "ada@hansa.example"), await personWith(desk, "not-ada@hansa.example")];
  expect(ada.id).not.toBe(other.id);
  expect(await findPerson(desk, "ada@hansa")).toBeUndefined();
});

test("erasing needs the staff member's own password, and then the person cannot be found", async () => {
  const desk = await boss();
  const person = await personWith(desk, "not-ada@hansa.example");
  await expect(erasePerson(desk, person, sendsFirst, "a wrong password")).rejects.toThrow("not your password.");
  await erasePerson(desk, person, sendsFirst, password);
  expect(await findPerson(desk, "not-ada@hansa.example")).toBeUndefined();
  await expect(signIn(shop, "not-ada@hansa.example", password)).rejects.toThrow("address or the password is wrong");
});

test("a person without an account is erased by their address, with the staff member's own password", async () => {
  const desk = await boss();
  const guest = { ...sendsFirst, email: "guest@hansa.example" };
  await expect(eraseGuest(desk, guest, "a wrong password")).rejects.toThrow("not your password");
  await eraseGuest(desk, guest, password);
  await users.runJobsOnce();
  expect(erasedGuests).toContain("guest@hansa.example");
});

test("unsent orders are named and no erasure begins, unless their cancellation is requested", async () => {
  const desk = await boss();
  const waits = { ...sendsFirst, email: "waits@hansa.example" };
  await expect(eraseGuest(desk, waits, password)).rejects.toThrow("the order 100001 still has to be sent");
  await eraseGuest(desk, { ...waits, cancelUnsent: true }, password);
  await users.runJobsOnce();
  expect(erasedGuests).toContain("waits@hansa.example");
});

test("staff without the scope gets neither", async () => {
  const desk = await signIn(shop, "help@hansa.example", password);
  const person = await personWith(desk, "ada@hansa.example");
  await expect(exportPerson(desk, person, path.join(folder, "stolen.json"))).rejects.toThrow(
    "There is no such person.",
  );
  await expect(erasePerson(desk, person, sendsFirst, password)).rejects.toThrow("There is no such person.");
});

test("a missing shop is reported in plain words", async () => {
  await expect(signIn("http://127.0.0.1:9", "boss@hansa.example", password)).rejects.toThrow("no shop answers at");
});

test("the command line is parsed, and refused when something is missing or unknown", () => {
  const erasing = (...args: string[]) => readCommandLine(eraseCommand, args).options;
  const exporting = (...args: string[]) => readCommandLine(exportCommand, args).options;
  expect(erasing("--email", " Ada@Hansa.example ")).toEqual({ email: "ada@hansa.example", cancelUnsent: false });
  expect(erasing("--email", "ada@hansa.example", "--cancel-unsent")).toMatchObject({ cancelUnsent: true });
  const person = ["--email", "ada@hansa.example"];
  expect(exporting(...person, "--out", "x.json", "--shop", "https://hansa.example", "--as", "me@x.example")).toEqual({
    out: "x.json",
    email: "ada@hansa.example",
    shop: "https://hansa.example",
    as: "me@x.example",
  });
  expect(() => erasing()).toThrow(UsageError);
  expect(() => exporting(...person)).toThrow("--out");
  expect(() => erasing(...person, "--out", "x")).toThrow("--out");
  expect(() => exporting(...person, "--out", "x", "--cancel-unsent")).toThrow("--cancel-unsent");
  expect(() => exporting(...person, "--out", "x", "--password", "x")).toThrow("--password");
  expect(() => exporting(...person, "--out", "x", "--shop", "here")).toThrow("--shop");
});

test.each([
  ["in production", { HANSA_ENV: "production" }, []],
  ["in a shop of another address", {}, ["--shop", "https://hansa.example"]],
])("%s nobody is taken for the demo shop's administrator", (_where, settings, args) => {
  const env = { ...process.env, HANSA_STAFF_EMAIL: "", HANSA_STAFF_PASSWORD: "", ...settings };
  const command = ["cli/hansa.cjs", "privacy", "erase", "--email", "ada@hansa.example", ...args];
  const { status, stderr } = spawnSync(process.execPath, command, { cwd: root, env, encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining("say who signs in") });
});
