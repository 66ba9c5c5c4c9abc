/** The command `npm run hansa -- admin create`: creates and restores administrators while the shop runs and while it is stopped. */
import { spawnSync } from "node:child_process";
import { PassThrough, Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { findEvents } from "@hansa/kit/messaging";
import { expect, test } from "vitest";
import { adminCreate as runCommand } from "../../src/commands/admin-create.ts";
import { readPassword } from "../../src/commands/password-prompt.ts";
import {
  administrator,
  createAccount,
  login,
  password,
  readField,
  refresh,
  type Shop,
  shop,
  signIn,
  tokenInMail,
} from "../support/shop.ts";

const email = "owner@kontor.example";
const fresh = "seven geese over the harbour";

/** A service with the clock of the command, because both use one store. */
const runningShop = (environment = {}) => shop(environment, undefined, Date.now());

/** The folder of a shop, and the variables of a store that is in a database. */
type Place = { folder: string; stores?: Shop["stores"] };
type Outcome = { status: number | null; output: string };

/** Runs the command in this process, with `typed` on standard input. */
async function adminCreate({ folder, stores }: Place, args: string[], typed = fresh): Promise<Outcome> {
  const output = new PassThrough();
  const environment = () => ({ HANSA_ENV: "production", HANSA_DATA: folder, ...stores });
  const terminal = { input: Readable.from([`${typed}\n`]), output };
  const status = await runCommand({ args, environment, terminal });
  return { status, output: String(output.read() ?? "") };
}

/** Runs the command in a process of its own, as an owner does. */
function adminCreateInProcess({ folder, stores }: Place, args: string[]): Outcome {
  const hansa = fileURLToPath(new URL("../../../../cli/hansa.cjs", import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [hansa, "admin", "create", ...args], {
    env: { PATH: process.env.PATH, HANSA_ENV: "production", HANSA_DATA: folder, ...stores },
    input: `${fresh}\n`,
    encoding: "utf8",
  });
  return { status, output: stdout + stderr };
}

async function auditOf(s: Shop) {
  const text = "{ auditEntries { nodes { action subjectId summary actor { id } } } }";
  return Reflect.get(Object(readField(await s.query(text, {}, administrator), "auditEntries")), "nodes");
}

async function eventsOf({ service }: Shop) {
  const { events } = await service.deps.store.read((db) => findEvents(db, 0, 100));
  return events.map(({ type, aggregateId }) => ({ type, aggregateId }));
}

test("the first administrator of a running shop is created from standard input, verified and audited, and signs in", async () => {
  const s = await runningShop();
  const { status, output } = adminCreateInProcess(s, ["--email", " Owner@Kontor.example ", "--name", "Mara"]);
  expect(status).toBe(0);
  expect(output).toMatch(/^admin create: user_\w+ is a new administrator and can sign in\.\n$/);

  const { viewer } = await signIn(s, email, fresh);
  expect(viewer).toMatchObject({ kind: "user", scopes: expect.arrayContaining(["settings:write", "users:write"]) });
  const me = await s.query("{ me { id email displayName role } }", {}, viewer);
  const id = Reflect.get(Object(readField(me, "me")), "id");
  expect(readField(me, "me")).toEqual({ id, email, displayName: "Mara", role: "ADMIN" });
  expect(await eventsOf(s)).toEqual([
    { type: "user.registered", aggregateId: id },
    { type: "user.emailVerified", aggregateId: id },
  ]);
  expect(await auditOf(s)).toEqual([
    {
      action: "administrator.created",
      subjectId: id,
      summary: `Created the administrator ${id} on the command line.`,
      actor: null,
    },
  ]);
});

test("an existing account gets the role again and a new password, its sessions end, and its links become invalid", async () => {
  const s = await runningShop();
  const { id } = await createAccount(s, { email, displayName: "Mara", role: "SUPPORT" });
  const { refreshToken } = await signIn(s, email);
  await s.query(`mutation ($email: String!) { passwordResetRequest(input: { email: $email }) { __typename } }`, {
    email,
  });
  const token = await tokenInMail(s);

  expect(await adminCreate(s, ["--email", email, "--name", "Grace"])).toMatchObject({
    status: 0,
    output: `admin create: ${id} is an administrator with a new password; 1 sign-ins were ended.\n`,
  });
  expect(await refresh(s, refreshToken)).toMatchObject({ __typename: "InvalidTokenError" });
  expect(await login(s, email, password)).toMatchObject({ __typename: "InvalidCredentialsError" });
  const reset = `mutation ($input: PasswordResetInput!) { passwordReset(input: $input) { __typename } }`;
  expect(
    readField(await s.query(reset, { input: { token, newPassword: "another long password" } }), "passwordReset"),
  ).toEqual({ __typename: "InvalidTokenError" });
  const { viewer } = await signIn(s, email, fresh);
  expect(readField(await s.query("{ me { id displayName role } }", {}, viewer), "me")).toEqual({
    id,
    displayName: "Mara",
    role: "ADMIN",
  });
  expect(await auditOf(s)).toMatchObject([
    {
      action: "administrator.restored",
      subjectId: id,
      summary: `Gave ${id} the role ADMIN (before: SUPPORT) and a new password on the command line.`,
    },
  ]);
});

test("an address that was registered and never verified counts as verified, and its registration links become invalid", async () => {
  const s = await runningShop();
  const input = { email, password: "chosen by another person", displayName: "Ada" };
  await s.query(`mutation ($input: RegisterInput!) { register(input: $input) { __typename } }`, { input });
  const token = await tokenInMail(s);
  expect(await adminCreate(s, ["--email", email])).toMatchObject({ status: 0 });
  const verify = `mutation ($token: String!) { emailVerify(input: { token: $token }) { __typename } }`;
  expect(readField(await s.query(verify, { token }), "emailVerify")).toEqual({ __typename: "InvalidTokenError" });
  await signIn(s, email, fresh);
});

test("with the shop stopped an administrator is created all the same, and signs in after the next start", async () => {
  const s = await runningShop();
  await s.close();
  expect(await adminCreate(s, ["--email", email])).toMatchObject({ status: 0 });
  await signIn(await shop({}, s.folder, Date.now()), email, fresh);
});

test("weak passwords, invalid e-mail addresses and folders without a shop are refused with one line, and nothing changes", async () => {
  const s = await runningShop();
  const reasons: [string[], string, string][] = [
    [["--email", email], "short", "A password has 8 to 256 characters."],
    [
      ["--email", email],
      "password1234",
      "This password is too easy to guess. Choose a longer one, or several unrelated words.",
    ],
    [["--email", "owner"], fresh, "This is not an e-mail address."],
  ];
  for (const [args, typed, reason] of reasons)
    expect(await adminCreate(s, args, typed)).toEqual({ status: 1, output: `admin create: ${reason}\n` });
  const elsewhere = `${s.folder}/elsewhere`;
  expect(await adminCreate({ folder: elsewhere }, ["--email", email])).toMatchObject({
    status: 1,
    output: `admin create: there is no shop in ${elsewhere}/users/users.db: start it once, or set HANSA_DATA to its folder\n`,
  });
  expect(await eventsOf(s)).toEqual([]);
  expect(await auditOf(s)).toEqual([]);
});

test("--help prints the usage, and a wrong command line exits with 2", async () => {
  const s = { folder: "/nowhere" };
  expect(await adminCreate(s, ["--help"])).toMatchObject({
    status: 0,
    output: expect.stringContaining("--email <address>"),
  });
  expect(await adminCreate(s, [])).toEqual({
    status: 2,
    output:
      "admin create: required option '--email <address>' not specified\nnpm run hansa -- admin create --help lists the options.\n",
  });
  expect(await adminCreate(s, ["--email", email, "--password", "x"])).toMatchObject({
    status: 2,
    output: expect.stringContaining("--password"),
  });
});

/** A terminal at which each line is typed as soon as its question is shown. */
function terminalTyping(...lines: string[]) {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input });
  const output = Object.assign(new PassThrough(), { columns: 80, rows: 24 });
  const shown: string[] = [];
  output.on("data", (text) => {
    shown.push(String(text));
    const line = /Password of|once more/.test(String(text)) ? lines.shift() : undefined;
    if (line !== undefined) setImmediate(() => input.write(`${line}\r`));
  });
  return { terminal: { input, output }, shown: () => shown.join("") };
}

test("at a terminal the password is requested twice and never shown", async () => {
  const { terminal, shown } = terminalTyping(fresh, fresh);
  expect(await readPassword(terminal, email, true)).toBe(fresh);
  expect(shown()).toContain(`Password of ${email}`);
  expect(shown()).not.toContain("geese");

  const other = terminalTyping(fresh, "something else");
  await expect(readPassword(other.terminal, email, true)).rejects.toThrow("the two passwords differ");
});
