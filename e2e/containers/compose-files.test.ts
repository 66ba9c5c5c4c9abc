/** The Compose files, as Compose itself reads them: the demo shop needs no setting, and a shop in production has nothing of it. */
import { expect, test } from "vitest";
import { z } from "zod";
import { runDocker } from "../../cli/host/containers/docker.ts";
import {
  foreignVariables,
  instancesFiles,
  monitoredFiles,
  productionFiles,
} from "../../cli/host/containers/project.ts";
import { services, shopProcesses } from "../../cli/host/shop.mjs";

const mount = z.object({
  type: z.string(),
  source: z.string(),
  target: z.string(),
  read_only: z.boolean().default(false),
});
const file = z.object({
  name: z.string(),
  services: z.record(
    z.string(),
    z.object({
      environment: z.record(z.string(), z.string().nullable()).default({}),
      volumes: z.array(mount).default([]),
      depends_on: z.record(z.string(), z.unknown()).default({}),
      secrets: z.array(z.object({ source: z.string(), target: z.string() })).default([]),
      ports: z.array(z.object({ host_ip: z.string().optional(), published: z.string() })).default([]),
    }),
  ),
});

/** Variables without a default that is right for every shop. */
const required = {
  HANSA_PUBLIC_URL: "https://shop.example.org",
  HANSA_TRUST_PROXY: "1",
  HANSA_PAYMENT_PROVIDERS: "stripe",
  HANSA_SMTP_URL: "smtp://mail.example.org:587",
};

/** The project as Compose renders it, or its refusal. */
async function render(variables: Readonly<Record<string, string>>) {
  const env = { ...foreignVariables(), ...variables };
  const { code, output, errors } = await runDocker(
    ["compose", "--env-file", "/dev/null", "config", "--format", "json"],
    { env },
  );
  return code === 0 ? { text: output, refusal: "" } : { text: "", refusal: errors };
}

const parse = (text: string) => file.parse(JSON.parse(text));

test("the demo shop needs no setting, and makes its keys and its seed before a process starts", async () => {
  const demo = parse((await render({})).text);
  const processes = shopProcesses.map(({ name }) => name);
  expect(Object.keys(demo.services).sort()).toEqual([...processes, "keys", "seed", "tools"].sort());
  expect(Object.keys(demo.services.seed?.depends_on ?? {})).toEqual(["keys"]);
  for (const name of processes) expect(Object.keys(demo.services[name]?.depends_on ?? {}), name).toContain("seed");
});

test("the demo shop leaves access to the graphs of its services signed, and listens on this machine alone", async () => {
  const demo = parse((await render({})).text);
  for (const [name, { environment, ports }] of Object.entries(demo.services)) {
    expect(environment.HANSA_SUBGRAPH_ACCESS || "signed", name).toBe("signed");
    expect(ports, name).toEqual(name === "router" ? [expect.objectContaining({ host_ip: "127.0.0.1" })] : []);
  }
});

test("a shop in production has no seed, no creation of keys, no setting of development and no volume of the demo shop", async () => {
  const { text } = await render({ ...productionFiles, ...required });
  const production = parse(text);
  expect(Object.keys(production.services).sort()).toEqual([...shopProcesses.map(({ name }) => name), "tools"].sort());
  expect(text).not.toMatch(/development|HANSA_SEED|HANSA_UNMASK|HANSA_CRASH|--complete/);
  const demo = parse((await render({})).text);
  expect(production.name).not.toBe(demo.name);
});

test("in production each process is given its own keys, which it cannot change, and the commands are given all of them", async () => {
  const production = parse((await render({ ...productionFiles, ...required, HANSA_KEYS_FOLDER: "/srv/keys" })).text);
  for (const { name } of services) {
    const keys = production.services[name]?.volumes.filter(({ target }) => target.startsWith("/keys"));
    expect(keys, name).toEqual([{ type: "bind", source: `/srv/keys/${name}`, target: "/keys", read_only: true }]);
  }
  const ofTools = production.services.tools?.volumes.filter(({ target }) => target.startsWith("/keys"));
  expect(ofTools).toEqual([{ type: "bind", source: "/srv/keys", target: "/keys", read_only: false }]);
});

test("Prometheus is added to a shop with one instance of each program and with two", async () => {
  const listsIn = async (files: string) => {
    const { prometheus } = parse((await render({ ...required, COMPOSE_FILE: files })).text).services;
    const targets = prometheus?.volumes.map(({ target }) => target) ?? [];
    return targets.filter((target) => target.startsWith("/etc/prometheus/targets/"));
  };
  const first = "/etc/prometheus/targets/first.yml";
  expect(await listsIn(monitoredFiles.COMPOSE_FILE)).toEqual([first]);
  const two = `${instancesFiles.COMPOSE_FILE}:docs/owners/monitoring/compose.yml:docs/owners/deployment/monitoring.yml`;
  expect(await listsIn(two)).toEqual([first, "/etc/prometheus/targets/second.yml"]);
});

test("on PostgreSQL both instances of a process read the address of their own database from a file, and no port of the server is published", async () => {
  const files = `${instancesFiles.COMPOSE_FILE}:docs/owners/deployment/postgresql.yml`;
  const { services: found } = parse((await render({ ...required, COMPOSE_FILE: files })).text);
  expect(found.postgresql?.ports).toEqual([]);
  for (const { name } of services)
    for (const instance of [name, `${name}-2`]) {
      const { environment = {}, secrets, depends_on: earlier = {} } = found[instance] ?? {};
      const file = `/run/secrets/${name}-database`;
      expect(environment[`HANSA_${name.toUpperCase()}_DATABASE_URL_FILE`], instance).toBe(file);
      expect(secrets, instance).toEqual([{ source: `${name}-database`, target: file }]);
      // A router starts without its database.
      expect(Object.keys(earlier).includes("postgresql"), instance).toBe(name !== "router");
    }
});

test("mail leads to the storefront at the public address; set and empty, there are neither pages nor links", async () => {
  const read = async (variables: Readonly<Record<string, string>>) => {
    const { text } = await render({ ...productionFiles, ...required, ...variables });
    const { orders, router, storefront } = parse(text).services;
    return [
      orders?.environment.HANSA_STOREFRONT_URL,
      router?.environment.HANSA_STOREFRONT_ORIGINS,
      storefront?.environment.HANSA_GRAPH_URL,
    ];
  };
  const graph = "http://router:4000/graphql/public";
  expect(await read({})).toEqual([required.HANSA_PUBLIC_URL, "http://storefront:4009", graph]);
  expect(await read({ HANSA_STOREFRONT_URL: "", HANSA_STOREFRONT_ORIGINS: "" })).toEqual(["", "", graph]);
});

test.each(Object.keys(required))("a shop in production without %s is refused by its name", async (missing) => {
  const others = Object.fromEntries(Object.entries(required).filter(([name]) => name !== missing));
  expect((await render({ ...productionFiles, ...others })).refusal).toContain(
    `required variable ${missing} is missing`,
  );
});
