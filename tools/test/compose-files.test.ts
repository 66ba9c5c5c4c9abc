/** The Compose files, read as YAML: they follow the specification, limit every container, and pass on every setting. Containers are tested where an engine is: e2e/containers. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { processNames, serviceNames } from "@hansa/contracts/processes";
import { DCLinter } from "dclint";
import { afterAll, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { createProductionKeys } from "../../cli/host/keys/creation.ts";
import { readFolder } from "../../cli/host/keys/key-folder.ts";
import { internalVariables } from "../../cli/host/processes/internal-variables.ts";
import { publicPort, root, services, shopProcesses, storefront } from "../../cli/host/shop.mjs";

const instancesFile = "docs/owners/deployment/compose.yml";
const databaseFile = "docs/owners/deployment/postgresql.yml";
const monitoringFiles = ["docs/owners/monitoring/compose.yml", "docs/owners/deployment/monitoring.yml"];
const ofShop = ["docker-compose.yml", "docker-compose.override.yml", "docker-compose.production.yml", instancesFile];
const files = [...ofShop, databaseFile, ...monitoringFiles];
const names = shopProcesses.map((service) => service.name);
const scratch = mkdtempSync(path.join(tmpdir(), "hansa-compose-files-"));
afterAll(() => rmSync(scratch, { recursive: true }));

/** The variables that stand in the files of keys, not in the environment. */
createProductionKeys(path.join(scratch, "keys"), Date.now(), {});
const keyNames = [...readFolder(path.join(scratch, "keys")).values()].flatMap((variables) => Object.keys(variables));

/** Variables that a shop in production refuses, and which no container is given. */
const ofDevelopment = ["HANSA_UNMASK_ERRORS"];
/** The containers are a shop: its limits are constants. */
const ofForeignGraphs = ["HANSA_LIMITS", "HANSA_PLANNER_SECONDS"];

const container = z.looseObject({
  build: z.object({ context: z.literal("."), target: z.string(), args: z.record(z.string(), z.string()) }).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  networks: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  volumes: z.array(z.unknown()).default([]),
  extends: z.object({ file: z.string(), service: z.string() }).optional(),
});
const composeFile = z.object({
  services: z.record(z.string(), container),
  networks: z.record(z.string(), z.object({ internal: z.boolean() }).nullable()).optional(),
});

const read = (name: string) => readFileSync(path.join(root, name), "utf8");
const readComposeFile = (name: string) => composeFile.parse(parse(read(name), { merge: true, logLevel: "error" }));

test.each(files)("%s follows the Compose specification", (name) => {
  expect(breachesOf(path.join(root, name))).toEqual([]);
});

test("a file that does not follow it is found", () => {
  const broken = path.join(scratch, "docker-compose.yml");
  writeFileSync(broken, "services:\n  router:\n    image: node:22\n    helthcheck: {}\n");
  expect(breachesOf(broken)).toHaveLength(1);
});

test("every container has an image of its own stage, and no capability, writable image, unbounded memory or unbounded log", () => {
  const { services: ofShop } = readComposeFile("docker-compose.yml");
  const { services: ofDemo } = readComposeFile("docker-compose.override.yml");
  expect(Object.keys(ofShop).sort()).toEqual([...names, "tools"].sort());
  for (const [name, service] of Object.entries({ ...ofShop, keys: ofDemo.keys, seed: ofDemo.seed })) {
    // A variable of the environment would be lost, or be wrong, at a start without it.
    const { target, args } = service?.build ?? {};
    expect(service?.environment, name).not.toHaveProperty("HANSA_COMMIT");
    const isService = serviceNames.some((each) => each === name);
    expect(target, name).toBe(isService ? "service" : names.includes(name) ? name : "tools");
    expect(args, name).toEqual({ HANSA_COMMIT: `\${HANSA_COMMIT:-}`, ...(isService ? { SERVICE: name } : {}) });
    expect(service, name).toMatchObject({
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
      mem_limit: "768m",
      pids_limit: 256,
      logging: { driver: "json-file", options: { "max-size": "10m", "max-file": "5" } },
    });
  }
});

test("a second instance has the settings and folders of the first, and each process knows both of every service", () => {
  const { services: ofProduction } = readComposeFile("docker-compose.production.yml");
  const { services: ofInstances } = readComposeFile(instancesFile);
  const second = names.map((name) => `${name}-2`);
  expect(Object.keys(ofInstances).sort()).toEqual([...names, ...second, "proxy", "tools"].sort());
  const both = (name: string, port: number) => `${name}=http://${name}:${port},http://${name}-2:${port}`;
  const exceptions = services.map((service) => both(service.name, publicPort(service, 4_000)));
  const addresses = { HANSA_SERVICES: exceptions.join(" ") };
  const pages = { HANSA_STOREFRONT_ORIGINS: "http://storefront:4009,http://storefront-2:4009" };
  const graph = { HANSA_GRAPH_URL: "http://router:4000/graphql/public,http://router-2:4000/graphql/public" };
  for (const name of names) {
    const known = name === "storefront" ? graph : { ...addresses, ...(name === "router" ? pages : {}) };
    expect(ofInstances[name]?.environment, name).toEqual(known);
    const { extends: base, environment, volumes } = ofInstances[`${name}-2`] ?? {};
    expect(base).toEqual({ file: "docker-compose.yml", service: name });
    expect(volumes?.map(mountOf), name).toEqual(ofProduction[name]?.volumes.map(mountOf) ?? []);
    const { HANSA_TEMPLATES: templates } = ofProduction[name]?.environment ?? {};
    const own = name === "router" ? { HANSA_INSTANCE: "2" } : {};
    expect(environment, name).toEqual({ ...known, ...own, ...(templates ? { HANSA_TEMPLATES: templates } : {}) });
  }
  expect(ofInstances.tools?.environment).toEqual(addresses);
});

test("both instances of a process have the address of its database alone, from a file, and commands have those of all", () => {
  const { services: ofDatabases } = readComposeFile(databaseFile);
  const second = processNames.map((name) => `${name}-2`);
  expect(Object.keys(ofDatabases).sort()).toEqual([...processNames, ...second, "postgresql", "tools"].sort());
  const addressOf = (name: string) => [
    `HANSA_${name.toUpperCase()}_DATABASE_URL_FILE`,
    `/run/secrets/${name}-database`,
  ];
  const given = (name: string) => ofDatabases[name];
  for (const name of processNames)
    for (const instance of [name, `${name}-2`]) {
      expect(given(instance)?.environment, instance).toEqual(Object.fromEntries([addressOf(name)]));
      expect(given(instance)?.secrets, instance).toEqual([`${name}-database`]);
    }
  const all = processNames.map((name) => `${name}-database`);
  expect(given("tools")?.environment).toEqual(Object.fromEntries(processNames.map(addressOf)));
  expect(given("tools")?.secrets).toEqual(all);
  expect(given("postgresql")?.secrets).toEqual(["server-password", ...all]);
  // Services reach it, and no port is published.
  expect(given("postgresql")?.networks).toEqual(["services"]);
});

test("the proxy forwards to both routers and asks whether they are ready, and they are published by it alone", () => {
  const text = read("docs/owners/deployment/Caddyfile");
  expect(text).toMatch(/^\treverse_proxy router:4000 router-2:4000 \{$/m);
  expect(text).toMatch(/^\t\thealth_uri \/ready$/m);
  expect(read(instancesFile).match(/ports: !reset \[\]/g)).toHaveLength(2);
});

test("a process is on the networks that it needs", () => {
  const { services: ofShop, networks } = readComposeFile("docker-compose.yml");
  expect(networks).toEqual({ services: { internal: true }, edge: null, outbound: null });
  const membersOf = (network: string) => names.filter((name) => ofShop[name]?.networks.includes(network)).sort();
  expect(membersOf("services")).toEqual([...names].sort());
  expect(membersOf("edge")).toEqual(["router"]);
  // Mail, providers, and pictures of imports.
  expect(membersOf("outbound")).toEqual([...serviceNames].sort());
});

test("every variable that .env.example describes, and every internal one, reaches a container, except those of development, of foreign graphs and of crashes", () => {
  const passedOn = new Set([...["Dockerfile", ...files].flatMap(namesIn), ...keyNames]);
  const described = [...new Set([...namesIn(".env.example"), ...Object.keys(internalVariables)])];
  expect(described.length).toBeGreaterThan(0);
  const kept = described.filter((name) => !passedOn.has(name));
  expect(kept.sort()).toEqual([...ofDevelopment, ...ofForeignGraphs, "HANSA_CRASH_AT"].sort());
});

test("the storefront is given every variable that it reads, no other one, and neither keys nor data", () => {
  const { environment = {}, volumes } = readComposeFile("docker-compose.yml").services.storefront ?? {};
  const own = new Set(namesIn(path.join(storefront.folder, "server", "config.ts")));
  const ofImage = ["HANSA_ENV", "HANSA_HOST", "HANSA_PORT"];
  expect(Object.keys(environment).sort()).toEqual([...own].filter((name) => !ofImage.includes(name)).sort());
  expect(volumes).toEqual([]);
  for (const file of [...ofShop, "docker-compose.override.yml"])
    expect(readComposeFile(file).services.storefront?.volumes ?? [], file).toEqual([]);
});

test.each(services)("$name is given every variable that its configuration reads", ({ name, folder }) => {
  const ofServers = ["server/access/config.ts", "service/graphql-config.ts"].flatMap((file) =>
    namesIn(`packages/kit/src/${file}`),
  );
  const own = namesIn(path.join(folder, "src", "config.ts"));
  expect(ofServers.length).toBeGreaterThan(0);
  // Products reads only what every service reads.
  expect(own.length > 0).toBe(name !== "products");
  const given = ["docker-compose.yml", "docker-compose.production.yml"].flatMap((file) =>
    Object.keys(readComposeFile(file).services[name]?.environment ?? {}),
  );
  const known = [...keyNames, ...namesIn("Dockerfile"), ...given];
  const missing = [...new Set([...own, ...ofServers])].filter((variable) => !known.includes(variable));
  expect(missing.sort()).toEqual([...ofDevelopment, ...(name === "router" ? ofForeignGraphs : [])].sort());
});

/** A mount, however it is written. */
function mountOf(volume: unknown): string {
  const mount = z.object({ source: z.string(), target: z.string(), bind: z.object({ create_host_path: z.boolean() }) });
  const { data } = mount.safeParse(volume);
  return data ? `${data.source}:${data.target}, ${data.bind.create_host_path}` : z.string().parse(volume);
}

function namesIn(file: string): string[] {
  return read(file).match(/\bHANSA_[A-Z0-9_]*[A-Z0-9]\b/g) ?? [];
}

/** The violations of the Compose specification's schema in a file. */
function breachesOf(file: string): string[] {
  const linter = new DCLinter({ rules: {}, quiet: true, debug: false, exclude: [] });
  const [result] = linter.lintFiles([file], false);
  if (result === undefined) throw new Error(`${file} was not looked at.`);
  const messages = z.array(z.object({ rule: z.string(), message: z.string() })).parse(result.messages);
  return messages.filter(({ rule }) => rule.startsWith("invalid")).map(({ message }) => message);
}
