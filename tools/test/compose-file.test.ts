/** The containers: the compose file follows the specification, and every service runs exactly as its image would run it. */
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { DCLinter } from "dclint";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createProductionKeys } from "../host/keys/creation.ts";
import { readFolder } from "../host/keys/key-folder.ts";
import { findFreePorts } from "../host/processes/ports.ts";
import { apolloGatewayFolder, commandOf, root, services } from "../host/shop.mjs";
import { readComposeFile } from "./support/compose-file.ts";
import {
  type Container,
  execInContainer,
  isHealthy,
  type Machine,
  makeImage,
  startContainer,
} from "./support/containers.ts";
import { readStages } from "./support/dockerfile.ts";

const secrets = {
  HANSA_PAYMENT_PROVIDERS: "sandbox",
  HANSA_TRUST_PROXY: "1",
};
/** The owner's templates; the folder may be empty. */
const templatesVolume = `\${HANSA_TEMPLATES:-./templates}:/templates:ro`;
const names = services.map((service) => service.name);
/** The variables that stand in the files of keys, not in the environment. */
const keyNames = [...new Set([...createdFiles().values()].flatMap((variables) => Object.keys(variables)))];
/** Variables that a shop in production, which every container is, refuses. */
const ofDevelopment = ["HANSA_UNMASK_ERRORS"];
const stages = readStages(readFileSync(path.join(root, "Dockerfile"), "utf8"));
const scratch = mkdtempSync(path.join(tmpdir(), "hansa-containers-"));

afterAll(() => rmSync(scratch, { recursive: true }));

describe("the compose file", () => {
  test("follows the compose specification", () => {
    expect(breachesOf(path.join(root, "docker-compose.yml"))).toEqual([]);
  });

  test("would be rejected if it did not", () => {
    const broken = path.join(scratch, "docker-compose.yml");
    writeFileSync(broken, "services:\n  router:\n    image: node:22\n    helthcheck: {}\n");
    expect(breachesOf(broken)).toHaveLength(1);
  });

  test("has one service, one image and one health check per process, a volume per store, and publishes the router only", () => {
    const file = readComposeFile(secrets);
    expect(Object.keys(file.services).sort()).toEqual([...names].sort());
    for (const { name, stores } of services) {
      const service = file.services[name];
      expect(service?.build.target).toBe(name);
      expect(stages.get(name)?.command.map((word) => word.replace("/app", root))).toEqual(["node", ...commandOf(name)]);
      const keys = `\${HANSA_KEYS_FOLDER:-./keys}/${name}:/keys:ro`;
      const templates = existsSync(path.join(root, "subgraphs", name, "templates")) ? [templatesVolume] : [];
      const own = stores.length > 0 ? [`${name}-data:/data/${name}`] : [];
      expect(service?.volumes).toEqual([...own, keys, ...templates]);
      expect(service?.environment.HANSA_TEMPLATES).toBe(templates.length > 0 ? "/templates" : undefined);
      expect(service?.ports).toHaveLength(name === "router" ? 1 : 0);
    }
    expect(Object.keys(file.volumes)).toHaveLength(services.filter((service) => service.stores.length > 0).length);
  });

  test("gives no service a capability, a writable image, unbounded memory or logs, or a network that it does not need", () => {
    const file = readComposeFile(secrets);
    for (const [name, service] of Object.entries(file.services)) {
      expect(service, name).toMatchObject({
        read_only: true,
        cap_drop: ["ALL"],
        security_opt: ["no-new-privileges:true"],
        mem_limit: "768m",
        pids_limit: 256,
        logging: { driver: "json-file", options: { "max-size": "10m", "max-file": "5" } },
      });
    }
    expect(file.networks).toEqual({ services: { internal: true }, edge: null, outbound: null });
    const members = (network: string) => names.filter((name) => file.services[name]?.networks.includes(network)).sort();
    expect(members("services")).toEqual([...names].sort());
    expect(members("edge")).toEqual(["router"]);
    expect(members("outbound")).toEqual(["orders", "payments", "users"]);
  });

  test("passes every variable that .env.example describes to a container, except those of commands and of crashes", () => {
    const passedOn = new Set([...namesIn("Dockerfile"), ...namesIn("docker-compose.yml"), ...keyNames]);
    const described = namesIn(".env.example");
    expect(described.length).toBeGreaterThan(0);
    const ofNone = [
      "HANSA_SEED_UNTIL",
      "HANSA_SEED_ORDERS",
      ...ofDevelopment,
      "HANSA_STAFF_EMAIL",
      "HANSA_STAFF_PASSWORD",
      "HANSA_CRASH_AT",
    ];
    expect(described.filter((name) => !passedOn.has(name))).toEqual(ofNone);
  });

  test.each(services)("passes $name every variable that its configuration reads", ({ name, folder }) => {
    const ofServers = ["access", "graphql"].flatMap((part) => namesIn(`packages/kit/src/server/${part}/config.ts`));
    const own = namesIn(path.join(folder, "src", "config.ts"));
    expect(Math.min(ofServers.length, own.length)).toBeGreaterThan(0);
    const read = [...new Set([...own, ...ofServers])];
    const given = [
      ...keyNames,
      ...namesIn("Dockerfile"),
      ...Object.keys(readComposeFile(secrets).services[name]?.environment ?? {}),
    ];
    expect(read.filter((variable) => !given.includes(variable))).toEqual(ofDevelopment);
  });

  test("does not start without the secrets of production, nor without the number of proxies before the router", () => {
    for (const name of Object.keys(secrets)) expect(() => readComposeFile({ ...secrets, [name]: "" })).toThrow(name);
  });
});

describe("the services, run as their images would run them", () => {
  const file = readComposeFile({ ...secrets, HANSA_MAIL_FOLDER: "mail" });
  const containers = new Map<string, Container>();
  let machine: Machine = { port: 0, data: scratch };

  beforeAll(async () => {
    machine = { port: await findFreePorts(24_000), data: scratch };
    createProductionKeys(path.join(scratch, "keys"), Date.now(), {});
    mkdirSync(path.join(scratch, "templates"));
    for (const name of names) {
      const stage = stages.get(name);
      if (stage) makeImage(machine, name, stage);
      containers.set(name, startContainer(machine, file, name, stages));
    }
  });
  afterAll(() => {
    for (const { child } of containers.values()) child.kill("SIGKILL");
  });

  test.each(names)("the image of %s has two packages, those with a binary, and below 64 MB on top of Node", (name) => {
    const image = path.join(scratch, "images", name);
    expect(readdirSync(path.join(image, "node_modules")).sort()).toEqual(["@node-rs", "better-sqlite3"]);
    const files = readdirSync(image, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const bytes = files.map(({ parentPath, name: file }) => statSync(path.join(parentPath, file)).size);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(64 * 1024 * 1024);
  });

  test.each(names)("the image of %s holds nothing of Apollo's gateway", (name) => {
    const isOfGateway = (file: string) => readFileSync(file, "utf8").includes("RemoteGraphQLDataSource");
    const programsIn = (folder: string) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".mjs"))
        .map((file) => path.join(folder, file));
    const programs = programsIn(path.join(scratch, "images", name));
    expect(programs.length).toBeGreaterThan(5);
    expect(programs.filter(isOfGateway)).toEqual([]);
    expect(programsIn(apolloGatewayFolder).filter(isOfGateway)).toHaveLength(1);
  });

  test.each(names)("%s becomes healthy by its own health check", async (name) => {
    const container = containers.get(name);
    if (container === undefined) throw new Error(`${name} was not started.`);
    while (!(await isHealthy(machine, file, name, container))) {
      if (container.child.exitCode !== null) throw new Error(`${name} ended:\n${container.output()}`);
      await pause(250);
    }
    expect(container.child.exitCode).toBeNull();
  });

  test("the image of users creates the shop's first administrator while it runs", async () => {
    const [stage, container] = [stages.get("users"), containers.get("users")];
    if (stage === undefined || container === undefined) throw new Error("users was not started.");
    const command = ["node", "/app/dist/hansa.mjs", "admin", "create", "--email", "owner@kontor.example"];
    const { environment } = container;
    const input = "seven geese over the harbour\n";
    const answer = await execInContainer(machine, stage, { name: "users", environment }, { command, input });
    expect(answer).toEqual({
      code: 0,
      output: expect.stringMatching(/^admin create: user_\w+ is a new administrator/),
    });
    expect(container.child.exitCode).toBeNull();
  });

  test("the router answers a query about the graph", async () => {
    const answer = await fetch(`http://127.0.0.1:${machine.port}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: "{ __typename }" }),
    });
    expect(await answer.json()).toEqual({ data: { __typename: "Query" } });
  });

  test("all stop by themselves on request", async () => {
    const ends = [...containers.values()].map(({ child }) => once(child, "exit"));
    for (const { child } of containers.values()) child.kill("SIGTERM");
    const results = await Promise.all(ends);
    expect(results).toEqual(names.map(() => [0, null]));
    expect(await findFreePorts(machine.port)).toBe(machine.port);
  });
});

function createdFiles(): ReturnType<typeof readFolder> {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-keys-"));
  createProductionKeys(folder, Date.now(), {});
  const files = readFolder(folder);
  rmSync(folder, { recursive: true });
  return files;
}

function namesIn(file: string): string[] {
  return readFileSync(path.join(root, file), "utf8").match(/\bHANSA_[A-Z0-9_]*[A-Z0-9]\b/g) ?? [];
}

/** The violations of the compose specification's schema in a file. */
function breachesOf(file: string): string[] {
  const linter = new DCLinter({ rules: {}, quiet: true, debug: false, exclude: [] });
  const [result] = linter.lintFiles([file], false);
  if (result === undefined) throw new Error(`${file} was not looked at.`);
  const messages = z.array(z.object({ rule: z.string(), message: z.string() })).parse(result.messages);
  return messages.filter(({ rule }) => rule.startsWith("invalid")).map(({ message }) => message);
}
