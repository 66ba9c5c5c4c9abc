/** The passwords of databases in containers: files that nothing copies or overwrites, and that are checked whole before the first role is made. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { processNames } from "@hansa/contracts/processes";
import { readDoc } from "@hansa/kit/testing";
import { expect, inject, test } from "vitest";
import { root } from "../../cli/host/shop.mjs";

const read = (name: string) => readFileSync(path.join(root, name), "utf8");
const newFolder = () => mkdtempSync(path.join(inject("shopFolders"), "passwords-"));

test("every folder that the owners' pages and the Compose files make in the clone stays out of Git and of images", () => {
  const deployment = ["docker-compose.yml", "docker-compose.production.yml"].concat(
    ["compose.yml", "postgresql.yml"].map((name) => `docs/owners/deployment/${name}`),
  );
  const bound = deployment.flatMap((name) =>
    [...read(name).matchAll(/:-\.\/(\w+)\}/g)].map(([, folder = ""]) => folder),
  );
  const pages = readdirSync(path.join(root, "docs/owners")).filter((name) => name.endsWith(".md"));
  const made = pages.flatMap((name) =>
    [...read(`docs/owners/${name}`).matchAll(/^ *mkdir (?:-m \d+ )?([\w ]+?)(?= &&|$)/gm)].flatMap(([, names = ""]) =>
      names.split(" "),
    ),
  );
  const folders = [...new Set([...bound, ...made])].sort();
  expect(folders).toEqual(["backups", "databases", "keys", "templates"]);
  expect(read(".dockerignore").split("\n")).toEqual(expect.arrayContaining(folders));
  expect(read(".gitignore").split("\n")).toEqual(expect.arrayContaining(folders.map((name) => `/${name}/`)));
});

/** The lines of the page that write the passwords. */
function creation(): string {
  const blocks = [...readDoc("owners/deploy").matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
  return blocks.find((text) => text.includes("databases/server")) ?? "";
}

/** Runs the server's first start on these files, with a psql that notes what it is given. */
function start(secrets: Readonly<Record<string, string>>) {
  const folder = newFolder();
  const files = path.join(folder, "secrets");
  mkdirSync(files);
  for (const [name, text] of Object.entries(secrets)) writeFileSync(path.join(files, `${name}-database`), text);
  const psql = path.join(folder, "psql");
  writeFileSync(psql, `#!/bin/sh\necho "$@"\ncat >/dev/null\n`);
  chmodSync(psql, 0o755);
  const script = read("docs/owners/deployment/postgresql.sh").replaceAll("/run/secrets", files);
  const env = { PATH: `${folder}:${process.env.PATH}`, POSTGRES_USER: "postgres" };
  const { status, stdout, stderr } = spawnSync("bash", ["-c", script], { env, encoding: "utf8" });
  return { status, roles: stdout.trim().split("\n").filter(Boolean).sort(), stderr };
}

test("the addresses that the page writes give a role to each process, with a password of its own", () => {
  const cwd = newFolder();
  expect(spawnSync("bash", ["-c", creation()], { cwd }).status).toBe(0);
  const addresses = Object.fromEntries(
    processNames.map((name) => [name, readFileSync(path.join(cwd, "databases", name), "utf8")]),
  );
  const { status, roles } = start(addresses);
  const expected = processNames.map((name) => {
    const { password } = new URL(addresses[name] ?? "");
    expect(password).toHaveLength(64);
    return `--username postgres --set ON_ERROR_STOP=1 --set role=${name} --set password=${password}`;
  });
  expect({ status, roles }).toEqual({ status: 0, roles: expected.sort() });
  expect(new Set(expected.map((line) => line.split("password=")[1])).size).toBe(processNames.length);

  const server = readFileSync(path.join(cwd, "databases/server"), "utf8");
  expect(spawnSync("bash", ["-c", creation()], { cwd }).status).not.toBe(0);
  expect(readFileSync(path.join(cwd, "databases/server"), "utf8")).toBe(server);
  for (const name of processNames)
    expect(readFileSync(path.join(cwd, "databases", name), "utf8")).toBe(addresses[name]);
});

test.each([
  ["postgres://users@postgresql:5432/users\n", "users-database has no address with a password"],
  ["", "users-database has no address with a password"],
  ["postgres://users:a%20b@postgresql:5432/users\n", "users-database has a password with %"],
])("an address such as %j ends the first start before a role is made", (address, message) => {
  const { status, roles, stderr } = start({ orders: "postgres://orders:abc@postgresql:5432/orders\n", users: address });
  expect({ status, roles }).toEqual({ status: 1, roles: [] });
  expect(stderr).toContain(message);
});
