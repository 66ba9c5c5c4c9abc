/** A shop in production in containers: its keys are made by the owner, no demo account is in it, and Prometheus reads its metrics. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { z } from "zod";
import { LoginDocument } from "../../../lab/client/documents/purchase.ts";
import { perform } from "../../../lab/client/mutation.ts";
import { docker } from "../../host/containers/docker.ts";
import {
  monitoredFiles,
  newProject,
  type Project,
  processes,
  readContainers,
  readHealthy,
} from "../../host/containers/project.ts";
import { claimPorts } from "../../host/processes/ports.ts";

const name = inject("composeProject");
const folder = mkdtempSync(path.join(tmpdir(), "hansa-containers-"));
const folders = { HANSA_KEYS_FOLDER: path.join(folder, "keys"), HANSA_TEMPLATES: path.join(folder, "templates") };
let shop: Project;
/** The address of Prometheus. */
let prometheus: string;

beforeAll(async () => {
  for (const made of Object.values(folders)) {
    mkdirSync(made);
    // The user who runs the tests need not be that of the images.
    chmodSync(made, 0o777);
  }
  const { port } = await claimPorts(34_800);
  prometheus = `http://127.0.0.1:${port}`;
  shop = await newProject(name, {
    ...monitoredFiles,
    ...folders,
    HANSA_PROMETHEUS_PORT: String(port),
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
  expect([...(await readContainers(shop)).keys()].sort()).toEqual([...processes, "prometheus"].sort());
});

test("Prometheus reads the metrics of every process", async () => {
  const target = z.object({ lastError: z.string(), labels: z.object({ process: z.string() }), health: z.string() });
  const answer = z.object({ data: z.object({ activeTargets: z.array(target) }) });
  const timeout = 60_000;
  await expect
    .poll(
      async () => {
        const response = await fetch(new URL("/api/v1/targets", prometheus));
        const { activeTargets } = answer.parse(await response.json()).data;
        return activeTargets.map(({ labels, health, lastError }) => `${labels.process} ${health}${lastError}`).sort();
      },
      { timeout },
    )
    .toEqual(processes.map((process) => `${process} up`));
});

test("the command of the state asks the router in its container", async () => {
  const { code, output } = await shop.run(["status"]);
  expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining("Needs a person:") });
  for (const process of processes) expect(output).toMatch(new RegExp(`^ +${process} at \\S+ +ready`, "m"));
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
  const containers = await readContainers(shop);
  const codes = processes.map((service) => [service, containers.get(service)?.ExitCode]);
  expect(codes).toEqual(processes.map((service) => [service, 0]));
});
