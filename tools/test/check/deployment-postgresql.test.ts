/** The files of docs/owners/deployment/kubernetes-postgresql: a shop on two nodes, whose stores are in databases and whose files are on one volume. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { internalPort, publicPort, root, services, shopProcesses, storefront } from "../../../cli/host/shop.mjs";
import { findManifestFaults } from "./support/manifest-types.ts";

const folder = path.join(root, "docs/owners/deployment");
const read = (pattern: string) =>
  globSync(pattern, { cwd: folder }).flatMap((name) =>
    parseAllDocuments(readFileSync(path.join(folder, name), "utf8")).map((document): unknown => document.toJS()),
  );
const own = read("kubernetes-postgresql/*.yml");
/** Those of one node that serve on two as well. */
const manifests = [...own, ...read("kubernetes/{network,settings,storefront}.yml")];

const mount = z.looseObject({ name: z.string(), mountPath: z.string(), subPath: z.string().optional() });
const secretOfDatabase = z.object({ secretKeyRef: z.object({ name: z.string(), key: z.literal("url") }) });
const container = z.looseObject({
  image: z.string(),
  env: z.array(z.looseObject({ name: z.string(), valueFrom: z.unknown().optional() })),
  ports: z.array(z.looseObject({ containerPort: z.int() })).optional(),
  volumeMounts: z.array(mount),
});
const volume = z.looseObject({
  name: z.string(),
  persistentVolumeClaim: z.object({ claimName: z.string() }).optional(),
});
const pod = z.object({
  spec: z.looseObject({
    nodeSelector: z.undefined().optional(),
    topologySpreadConstraints: z.unknown().optional(),
    containers: z.tuple([container]),
    volumes: z.array(volume),
  }),
});
const workload = z.looseObject({
  kind: z.enum(["Deployment", "StatefulSet"]),
  metadata: z.object({ name: z.string() }),
  spec: z.looseObject({ replicas: z.literal(2), template: pod }),
});
const cronJob = z.looseObject({
  kind: z.literal("CronJob"),
  spec: z.object({ jobTemplate: z.object({ spec: z.object({ template: pod }) }) }),
});
const claim = z.looseObject({
  kind: z.literal("PersistentVolumeClaim"),
  metadata: z.object({ name: z.string() }),
  spec: z.looseObject({ accessModes: z.array(z.string()) }),
});
const ofKind = <Kind extends z.ZodType>(kind: Kind) =>
  manifests.flatMap((manifest) => kind.safeParse(manifest).data ?? []);
const workloads = ofKind(workload);
const databases = ({ env }: z.infer<typeof container>) =>
  env.flatMap(({ name, valueFrom }) => {
    const found = secretOfDatabase.safeParse(valueFrom).data;
    return found ? [[name, found.secretKeyRef.name]] : [];
  });
const databaseOf = (name: string) => [`HANSA_${name.toUpperCase()}_DATABASE_URL`, `hansa-database-${name}`];
const files = (service: string) => ({ name: "files", mountPath: `/data/${service}`, subPath: service });

test("every manifest has the types of the Kubernetes API", () => {
  expect(own.length).toBeGreaterThan(10);
  expect(findManifestFaults(own)).toEqual([]);
});

test("two instances of every program run on two nodes, each with its database and its folder of the shared volume", () => {
  expect(workloads.map(({ metadata }) => metadata.name).sort()).toEqual(shopProcesses.map(({ name }) => name).sort());
  for (const { metadata, spec } of workloads) {
    const service = shopProcesses.find(({ name }) => name === metadata.name);
    if (!service || service === storefront) continue;
    const { containers, volumes, topologySpreadConstraints } = spec.template.spec;
    const [program] = containers;
    expect(program.ports?.map(({ containerPort }) => containerPort)).toEqual([
      publicPort(service, 4_000),
      internalPort(service, 4_000),
    ]);
    expect(databases(program)).toEqual([databaseOf(service.name)]);
    expect(topologySpreadConstraints).toEqual([
      {
        maxSkew: 1,
        topologyKey: "kubernetes.io/hostname",
        whenUnsatisfiable: "DoNotSchedule",
        labelSelector: {
          matchLabels: { "app.kubernetes.io/part-of": "hansa", "app.kubernetes.io/name": service.name },
        },
      },
    ]);
    const shared = program.volumeMounts.filter(({ name }) => name === "files");
    expect(shared).toEqual([files(service.name), ...(service.isGateway ? [files("schemas")] : [])]);
    expect(volumes.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? [])).toEqual([
      "hansa-files",
    ]);
  }
});

test("no program needs a volume of one node", () => {
  const claims = new Map(ofKind(claim).map(({ metadata, spec }) => [metadata.name, spec.accessModes]));
  expect([...claims]).toEqual([
    ["hansa-backups", ["ReadWriteOnce"]],
    ["hansa-files", ["ReadWriteMany"]],
  ]);
});

test("the backup reads every database and every folder, with the programs of the server", () => {
  const [job] = ofKind(cronJob);
  const { containers, volumes } = job?.spec.jobTemplate.spec.template.spec ?? {};
  if (!containers) throw new Error("there is no job");
  const [tools] = containers;
  expect(tools.image).toContain("/tools-postgresql:");
  const names = services.map(({ name }) => name);
  expect(databases(tools).sort()).toEqual(names.map(databaseOf).sort());
  const shared = tools.volumeMounts.filter(({ name }) => name === "files");
  expect(shared.map(({ subPath }) => subPath).sort()).toEqual([...names, "schemas"].sort());
  expect(shared).toEqual(shared.map(({ subPath = "" }) => files(subPath)));
  expect(volumes?.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []).sort()).toEqual([
    "hansa-backups",
    "hansa-files",
  ]);
});
