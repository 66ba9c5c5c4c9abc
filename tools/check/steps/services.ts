/** Services: every service of the list has its files, and the blocks of services in other files are those of the list. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { processes, processNames } from "@hansa/contracts/processes";
import { processPairs } from "@hansa/kit/identity";
import { root } from "../../../cli/host/shop.mjs";
import { services as list, otherOffsets, routerMigrations } from "../../../packages/contracts/src/services.mjs";
import { codeFiles, filesBelow } from "../files.ts";
import { blockFaults } from "../rules/service-blocks.ts";
import { descriptionFaults, privacyFaults, type Service, type Tree } from "../rules/services.ts";
import type { Findings } from "../step.ts";

const repository: Tree = {
  read: (file) => {
    const found = path.join(root, file);
    return existsSync(found) ? readFileSync(found, "utf8") : undefined;
  },
  below: filesBelow,
};

const minReason = 20;

export function checkServices(): Findings {
  const folders = readdirSync(path.join(root, "subgraphs"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  return {
    looked: list.length,
    unit: "services",
    faults: [
      ...serviceFaults(list, folders, repository),
      ...secondLists(codeFiles(), repository),
      ...[...list.flatMap(({ stores }) => Object.values(stores)), routerMigrations].flatMap((migrations) =>
        snapshotFaults(migrations, repository),
      ),
    ],
  };
}

/** drizzle-kit compares the tables with the newest snapshot alone, and each one has all tables of a store. */
export function snapshotFaults(migrations: string, tree: Tree): string[] {
  const snapshots = tree.below(migrations).filter((file) => file.endsWith("_snapshot.json"));
  return snapshots
    .sort()
    .slice(0, -1)
    .map((file) => `${file} is not the newest snapshot: delete it, nothing reads it.`);
}

/** The faults of a list of services in a tree with these folders in `subgraphs`, one line each. */
export function serviceFaults(services: readonly Service[], folders: readonly string[], tree: Tree): string[] {
  const unknown = folders.filter((folder) => !services.some(({ name }) => name === folder));
  const offsets = [...otherOffsets, ...services.flatMap(({ offset }) => [offset, offset + 10])];
  const shared = services.filter(
    ({ offset }) => offsets.filter((other) => other === offset || other === offset + 10).length > 2,
  );
  return [
    ...unknown.map((folder) => `subgraphs/${folder} is not in packages/contracts/src/services.mjs.`),
    ...shared.map(({ name }) => `${name}: its port offset is taken (packages/contracts/src/services.mjs).`),
    ...services.flatMap((service) => faultsOf(service, tree)),
    ...blockFaults(services, tree),
  ];
}

function faultsOf(service: Service, tree: Tree): string[] {
  const { name } = service;
  const schema = tree.read(`subgraphs/${name}/schema.graphql`);
  return [
    ...fileFaults(service, tree),
    ...lockFaults(name, tree),
    ...keyFaults(name),
    ...privacyFaults(service, tree),
    ...auditFaults(service, tree),
    ...(schema === undefined ? [] : descriptionFaults(name, schema)),
  ];
}

function fileFaults({ name, stores }: Service, tree: Tree): string[] {
  const folder = `subgraphs/${name}`;
  const files = [
    ...["package.json", "schema.graphql", "mappers.json", "src/index.ts", "src/config.ts", "src/server.ts"],
    ...["src/context.ts", "src/api/graphql/index.ts", "src/loaders/loaders.ts", "src/store/tables.ts"],
  ];
  const journals = Object.values(stores).map((migrations) => `${migrations}/meta/_journal.json`);
  const missing = [...files.map((file) => `${folder}/${file}`), ...journals].filter(
    (file) => tree.read(file) === undefined,
  );
  const own = Object.keys(stores)[0] === `${name}.db` ? [] : [`${name}: its first store is not ${name}.db.`];
  const hasTests = tree.below(`${folder}/test`).some((file) => file.endsWith(".test.ts"));
  return [
    ...missing.map((file) => `${name}: ${file} is missing.`),
    ...own,
    ...(hasTests ? [] : [`${name}: there is no test in ${folder}/test.`]),
  ];
}

function lockFaults(name: string, tree: Tree): string[] {
  const lock = tree.read("package-lock.json") ?? "";
  const isLocked = lock.includes(`"node_modules/@hansa/${name}": {`) && lock.includes(`"subgraphs/${name}": {`);
  return isLocked ? [] : [`${name}: package-lock.json has no workspace @hansa/${name}.`];
}

/** Every other process has keys towards it, and it has keys towards every other service. */
function keyFaults(name: string): string[] {
  const missing = processNames.filter(
    (caller) =>
      caller !== name && !processPairs(processes).some((pair) => pair.caller === caller && pair.callee === name),
  );
  return missing.map((caller) => `${name}: there is no pair of keys ${caller}>${name}.`);
}

function auditFaults({ name, audit }: Service, tree: Tree): string[] {
  if (audit !== "invariants")
    return audit.length >= minReason ? [] : [`${name}: its exemption from the audit has no reason (services.mjs).`];
  const invariants = tree.below("cli/audit/invariants").map((file) => tree.read(file) ?? "");
  const isAsked = invariants.some((text) => new RegExp(`\\b(FROM|JOIN) ${name}\\.\\w|"${name}\\.\\w`).test(text));
  return isAsked ? [] : [`${name}: no invariant of cli/audit/invariants reads its store; add one, or an exemption.`];
}

/** The services that the shop began with: a list in a file names them all. */
const core = ["products", "users", "orders", "payments"];
const ownFiles = [
  "packages/contracts/src/services.mjs",
  "tools/check/steps/services.ts",
  "tools/test/check/services.test.ts",
];

/** The kit knows no list: its tests play a system of their own. */
const kitTests = "packages/kit/test/";

/** Files that list the services, or their ports, themselves instead of reading the one list. */
export function secondLists(files: readonly string[], tree: Tree): string[] {
  return files
    .filter((file) => !ownFiles.includes(file) && !file.startsWith(kitTests))
    .filter((file) => {
      const lists = (tree.read(file) ?? "").match(/\[\s*(?:"\w+",?\s*){4,}\]|\{\s*(?:\w+: \d+,?\s*){4,}\}/g) ?? [];
      return lists.some((text) => core.every((name) => new RegExp(`\\b${name}\\b`).test(text)));
    })
    .map((file) => `${file} lists the services itself: read packages/contracts/src/services.mjs.`);
}
