/** A shop in production in containers: its keys are made by the owner, and no demo account is in it. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { LoginDocument } from "../../../lab/client/documents/purchase.ts";
import { perform } from "../../../lab/client/mutation.ts";
import { docker } from "../../host/containers/docker.ts";
import {
  newProject,
  type Project,
  processes,
  productionFiles,
  readContainers,
  readHealthy,
} from "../../host/containers/project.ts";

const name = inject("composeProject");
const folder = mkdtempSync(path.join(tmpdir(), "hansa-containers-"));
const folders = { HANSA_KEYS_FOLDER: path.join(folder, "keys"), HANSA_TEMPLATES: path.join(folder, "templates") };
let shop: Project;

beforeAll(async () => {
  for (const made of Object.values(folders)) {
    mkdirSync(made);
    // The user who runs the tests need not be that of the images.
    chmodSync(made, 0o777);
  }
  shop = await newProject(name, {
    ...productionFiles,
    ...folders,
    HANSA_PUBLIC_URL: "https://shop.example.org",
    HANSA_TRUST_PROXY: "1",
    HANSA_PAYMENT_PROVIDERS: "sandbox",
    HANSA_SMTP_URL: "",
    HANSA_MAIL_FOLDER: "on",
  });
});
afterAll(async () => {
  await shop.compose(["down", "--volumes"]);
  const remove = ["--user", "0", "--entrypoint", "rm", "--volume", `${folder}:/made`, `${name}-tools`];
  await docker(["run", "--rm", ...remove, "-rf", "/made/keys", "/made/templates"]);
  rmSync(folder, { recursive: true });
});

test("it does not start before its owner has made its keys", async () => {
  await expect(shop.compose(["up", "--detach"])).rejects.toThrow(`${folders.HANSA_KEYS_FOLDER}/`);
});

test("with keys of its own every process becomes healthy", async () => {
  expect(await shop.run(["keys", "create"])).toMatchObject({ code: 0 });
  await shop.compose(["up", "--detach", "--wait"]);
  expect(await readHealthy(shop)).toEqual(processes);
  expect([...(await readContainers(shop)).keys()].sort()).toEqual(processes);
});

test("it is never seeded, and has no account but the administrator whom its owner creates", async () => {
  const seeded = await shop.run(["seed"]);
  expect(seeded).toMatchObject({ code: 1, output: expect.stringContaining("A shop in production is not seeded") });
  const [email, password] = ["owner@kontor.example", "seven geese over the harbour"];
  expect(await shop.run(["admin", "create", "--email", email], { input: `${password}\n` })).toMatchObject({ code: 0 });
  await expect(perform(shop, LoginDocument, { email, password })).resolves.toMatchObject({
    accessToken: expect.any(String),
  });
  const demo = { email: "admin@hansa.example", password: "admin-at-hansa" };
  await expect(perform(shop, LoginDocument, demo)).rejects.toThrow();
});

test("every process stops by itself on request", async () => {
  await shop.compose(["stop"]);
  const codes = [...(await readContainers(shop)).values()].map(({ Service, ExitCode }) => [Service, ExitCode]);
  expect(codes.sort()).toEqual(processes.map((service) => [service, 0]));
});
