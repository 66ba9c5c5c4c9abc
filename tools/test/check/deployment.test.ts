/** The files of docs/owners/deployment: Kubernetes and systemd accept them, and they name programs, ports, limits and settings that exist. */
import { spawnSync } from "node:child_process";
import { cpSync, globSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import { serviceNames } from "@hansa/contracts/processes";
import { expect, inject, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { instanceVariables } from "../../../cli/host/processes/instances.ts";
import { storefrontVariables } from "../../../cli/host/processes/storefront-variables.ts";
import {
  internalPort,
  memoryLimitsOf,
  publicPort,
  replicasOf,
  root,
  services,
  shopProcesses,
  storefront,
} from "../../../cli/host/shop.mjs";
import { findManifestFaults } from "./support/manifest-types.ts";

const folder = path.join(root, "docs/owners/deployment");
const read = (name: string) => readFileSync(path.join(folder, name), "utf8");
const processNames = shopProcesses.map(({ name }) => name);

const volume = z.looseObject({ persistentVolumeClaim: z.object({ claimName: z.string() }).optional() });
const claimsOf = (each: z.infer<typeof volume>) => each.persistentVolumeClaim?.claimName ?? [];
const pod = z.object({
  spec: z.object({
    terminationGracePeriodSeconds: z.literal(20),
    containers: z.tuple([
      z.object({
        image: z.string(),
        ports: z.array(z.object({ name: z.string(), containerPort: z.int() })),
        readinessProbe: z.object({
          httpGet: z.object({ path: z.literal("/ready"), port: z.enum(["graphql", "pages"]) }),
        }),
      }),
    ]),
    volumes: z.array(volume),
  }),
});
const workload = z.looseObject({
  kind: z.enum(["Deployment", "StatefulSet"]),
  metadata: z.object({ name: z.string() }),
  spec: z.looseObject({ replicas: z.literal(2), template: pod }),
});
const podOfJob = z.object({ spec: z.object({ volumes: z.array(volume) }) });
const cronJob = z.looseObject({
  kind: z.literal("CronJob"),
  spec: z.object({ jobTemplate: z.object({ spec: z.object({ template: podOfJob }) }) }),
});
const settings = z.looseObject({ kind: z.literal("ConfigMap"), data: z.record(z.string(), z.string()) });
const headlessService = z.looseObject({
  kind: z.literal("Service"),
  metadata: z.object({ name: z.string() }),
  spec: z.looseObject({ clusterIP: z.literal("None") }),
});
const networkPolicy = z.looseObject({
  kind: z.literal("NetworkPolicy"),
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    podSelector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
    ingress: z.array(z.unknown()),
  }),
});

const manifests = globSync("kubernetes/*.yml", { cwd: folder }).flatMap((name) =>
  parseAllDocuments(read(name)).map((document): unknown => document.toJS()),
);
const ofKind = <Kind extends z.ZodType>(kind: Kind) =>
  manifests.flatMap((manifest) => kind.safeParse(manifest).data ?? []);

test("every manifest has the types of the Kubernetes API", () => {
  expect(manifests.length).toBeGreaterThan(20);
  expect(findManifestFaults(manifests)).toEqual([]);
});

test("a field that the Kubernetes API does not have is found", () => {
  const [first] = ofKind(workload);
  const faulty = structuredClone(first);
  if (faulty) Object.assign(faulty.spec.template.spec.containers[0], { livenesProbe: {} });
  expect(findManifestFaults([faulty])).toEqual([expect.stringContaining("livenesProbe")]);
});

test("Kubernetes runs two instances of every program, at its ports, with its own volume", () => {
  const workloads = ofKind(workload);
  expect(workloads.map(({ metadata }) => metadata.name).sort()).toEqual([...processNames].sort());
  for (const { metadata, spec } of workloads) {
    const service = shopProcesses.find(({ name }) => name === metadata.name);
    if (!service) throw new Error(`${metadata.name} is no program`);
    const [container] = spec.template.spec.containers;
    expect(container.image).toMatch(new RegExp(`/${service.name}:`));
    const ports = [publicPort(service, 4_000), internalPort(service, 4_000)];
    expect(container.ports.map(({ containerPort }) => containerPort)).toEqual(ports);
    const claims = spec.template.spec.volumes.flatMap(claimsOf);
    const own = service === storefront ? [] : [`hansa-${service.name}`];
    expect(claims).toEqual([...own, ...(service.isGateway ? ["hansa-schemas"] : [])]);
  }
});

test("the restore of the page stops every workload, and runs where every volume of the shop is mounted", () => {
  const [, stopped = ""] =
    /kubectl scale --replicas 0 (.*)\n/.exec(readFileSync(path.join(folder, "../deploy.md"), "utf8")) ?? [];
  const workloads = ofKind(workload);
  const named = workloads.map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`);
  expect(stopped.split(" ").sort()).toEqual(named.sort());
  const [backup] = ofKind(cronJob);
  const mounted = backup?.spec.jobTemplate.spec.template.spec.volumes.flatMap(claimsOf);
  const claims = workloads.flatMap(({ spec }) => spec.template.spec.volumes.flatMap(claimsOf));
  expect(claims.length).toBeGreaterThan(services.length);
  expect(mounted).toEqual(expect.arrayContaining([...claims, "hansa-backups"]));
});

test("pods find each other by the name of a headless service", () => {
  const [config] = ofKind(settings);
  const headless = ofKind(headlessService).map(({ metadata }) => metadata.name);
  expect(headless.sort()).toEqual([...serviceNames, "router-pods", "storefront"].sort());
  const [routers] = ofKind(workload).filter(({ kind }) => kind === "StatefulSet");
  expect(routers?.spec).toMatchObject({ serviceName: "router-pods", replicas: 2, ordinals: { start: 1 } });
  expect(config?.data.HANSA_SERVICES).toBe(
    "http://{name}:{port} router=http://router-1.router-pods:4000,http://router-2.router-pods:4000",
  );
});

test("others reach the public port of the routers, and Prometheus the internal port of every program", () => {
  const open = ofKind(networkPolicy).map(({ metadata, spec }) => ({
    name: metadata.name,
    to: spec.podSelector.matchLabels["app.kubernetes.io/name"] ?? "all",
    rules: spec.ingress,
  }));
  const own = { podSelector: { matchLabels: { "app.kubernetes.io/part-of": "hansa" } } };
  const monitoring = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } };
  const internalPorts = services.map((service) => internalPort(service, 4_000));
  const ofServices = { port: Math.min(...internalPorts), endPort: Math.max(...internalPorts) };
  const ofMetrics = [ofServices, { port: internalPort(storefront, 4_000) }];
  expect(open).toEqual([
    { name: "hansa", to: "all", rules: [{ from: [own] }] },
    { name: "hansa-clients", to: "router", rules: [{ ports: [{ port: 4_000 }] }] },
    { name: "hansa-monitoring", to: "all", rules: [{ from: [monitoring], ports: ofMetrics }] },
  ]);
});

test("the environment files of systemd have the addresses and ports of npm start with two instances", () => {
  const processes = services.flatMap((service) => replicasOf(service, 2));
  const shop = { env: {}, host: "127.0.0.1", port: 4_000 };
  const shared = parseEnv(read("systemd/shop.env"));
  for (const instance of [1, 2]) {
    const router = processes.find((each) => each.isGateway && (each.instance ?? 1) === instance);
    if (!router) throw new Error(`there is no router ${instance}`);
    const own = parseEnv(read(`systemd/instance-${instance}.env`));
    const expected = instanceVariables(shop, router, processes);
    expect({ ...shared, ...own }).toMatchObject({ ...expected, HANSA_PUBLIC_URL: shared.HANSA_PUBLIC_URL });
  }
  const { HANSA_GRAPH_URL, ...pages } = storefrontVariables(
    { ...shop, env: { HANSA_PUBLIC_URL: shared.HANSA_PUBLIC_URL } },
    shopProcesses.flatMap((service) => replicasOf(service, 2)),
  );
  expect(shared).toMatchObject(pages);
  const { HANSA_PUBLIC_URL } = shared;
  expect(parseEnv(read("systemd/storefront.env"))).toEqual({
    HANSA_ENV: "production",
    HANSA_PUBLIC_URL,
    HANSA_GRAPH_URL,
  });
});

test("systemd starts each program with the memory limits of npm start, and accepts the units", (context) => {
  const program = read("systemd/hansa-.service.d/program.conf");
  expect(program).toContain(
    `ExecStart=/usr/bin/node ${memoryLimitsOf("orders").join(" ")} --enable-source-maps /opt/hansa/dist/%j.mjs\n`,
  );
  const ownProgram = read("systemd/hansa-storefront@.service.d/storefront.conf");
  expect(ownProgram).toContain(
    `ExecStart=\nExecStart=/usr/bin/node ${memoryLimitsOf("storefront").join(" ")} --enable-source-maps /opt/hansa/apps/storefront/dist/server/main.mjs\n`,
  );
  const units = globSync("*@.service", { cwd: path.join(folder, "systemd") });
  expect(units.sort()).toEqual(processNames.map((name) => `hansa-${name}@.service`).sort());
  if (spawnSync("systemd-analyze", ["--version"]).error) return skip("systemd-analyze is missing");

  const copy = mkdtempSync(path.join(inject("shopFolders"), "units-"));
  cpSync(path.join(folder, "systemd"), copy, { recursive: true });
  const onThisNode = (text: string) => text.replace("/usr/bin/node", process.execPath);
  writeFileSync(path.join(copy, "hansa-.service.d/program.conf"), onThisNode(program));
  writeFileSync(path.join(copy, "hansa-storefront@.service.d/storefront.conf"), onThisNode(ownProgram));
  const started = processNames.flatMap((name) => [`hansa-${name}@1.service`, `hansa-${name}@2.service`]);
  for (const name of started) expect(read("systemd/hansa.target")).toContain(name);
  const verify = (...names: string[]) => {
    const env = { ...process.env, SYSTEMD_UNIT_PATH: `${copy}:` };
    const { status, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", ...names], {
      env,
      encoding: "utf8",
    });
    return { status, stderr };
  };
  expect(verify("hansa.target", ...started)).toEqual({ status: 0, stderr: "" });
  writeFileSync(path.join(copy, "hansa-orders@.service"), "[Service]\nTimeoutStopSecs=20\n");
  expect(verify("hansa-orders@1.service").stderr).toContain("TimeoutStopSecs");

  function skip(reason: string): void {
    const message = `NOT RUN: ${reason}, which is in Debian's package systemd.`;
    if (process.env.CI) throw new Error(message);
    process.stderr.write(`\n!!! ${message}\n\n`);
    context.skip(message);
  }
});
