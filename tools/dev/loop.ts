/** The development loop: builds edited services, composes changed schemas, and replaces processes. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { graphFiles } from "../../router/src/graph/composition/sources.ts";
import type { Shop } from "../host/processes/process.ts";
import { root, type Service, services } from "../host/shop.mjs";
import { inSeconds, paint } from "../host/terminal.mjs";
import { type Faults, graphName, openFaults } from "./faults.ts";
import { openProgram, type Program } from "./program.ts";
import { openServiceProcess, type ServiceProcess, sayFor } from "./replacement.ts";
import { openSchemas, type Schemas, schemaFileOf, schemaOf } from "./schemas.ts";
import { watchSources } from "./source-watch.ts";

type Unit = { service: Service; program: Program; process: ServiceProcess };

export type Loop = {
  shop: Shop;
  units: readonly Unit[];
  faults: Faults;
  schemas: Schemas;
  /** The schemas of the graph that is published, by service. */
  published: ReadonlyMap<string, string>;
  /** Why the schemas as they are do not compose; undefined if they do. */
  unsound: string | undefined;
  /** Services that were edited last, newest first: each has a process at hand for its next edit. */
  edited: string[];
};

/** So many services have a second process at hand. */
const maxStandbys = 2;

/** Prepares the loop for these services; no process is started. */
export async function openLoop(shop: Shop, chosen: readonly Service[]): Promise<Loop> {
  const folder = path.join(root, "dist-dev", String(shop.port));
  removeOldBuilds(folder);
  const units = await Promise.all(
    chosen.map(async (service) => ({
      service,
      program: await openProgram(service, folder),
      process: openServiceProcess(shop, service, folder, argumentsOf(service)),
    })),
  );
  return {
    shop,
    units,
    faults: openFaults(new Map(units.map((unit) => [unit.service.name, unit.process]))),
    schemas: openSchemas(shop),
    published: currentSchemas(),
    unsound: undefined,
    edited: [],
  };
}

/** Builds and starts all services. Faults are printed, and the others run without the service that has one. */
export async function startServices(loop: Loop): Promise<void> {
  await Promise.all(loop.units.map((unit) => renew(loop, unit)));
}

/** The services that serve. */
export function servingIn(loop: Loop): Service[] {
  return loop.units.filter((unit) => unit.process.running()).map((unit) => unit.service);
}

/** Follows edits until the shop stops. */
export function followEdits(loop: Loop): void {
  const waiting = new Set<string>();
  let isWorking = false;

  async function work(): Promise<void> {
    isWorking = true;
    // Edits during this round belong to the next one.
    while (waiting.size > 0 && !loop.shop.isStopping) {
      const files = [...waiting];
      waiting.clear();
      await takeEdits(loop, files).catch((error: unknown) =>
        sayFor("dev", paint("red", error instanceof Error ? (error.stack ?? error.message) : String(error))),
      );
    }
    isWorking = false;
  }

  const folders = ["packages", "subgraphs", "router"].map((name) => path.join(root, name));
  watchSources(folders, (files) => {
    for (const file of files) waiting.add(file);
    if (!isWorking) void work();
  });
}

async function takeEdits(loop: Loop, files: readonly string[]): Promise<void> {
  const { units, faults } = loop;
  const graph = await composeEdited(loop);
  const concerned = units.filter((unit) => faults.has(unit.service.name) || files.some((file) => concerns(unit, file)));
  const replaced = await Promise.all(concerned.map((unit) => renew(loop, unit)));
  keepStandbys(
    loop,
    concerned.filter((_unit, index) => replaced[index]),
  );
  if (graph !== undefined) await publish(loop, graph);
}

type NewGraph = { edited: readonly string[]; schemas: ReadonlyMap<string, string> };

/** Composes the schemas if they differ from the published ones. Gives the graph if it is new and sound. */
async function composeEdited(loop: Loop): Promise<NewGraph | undefined> {
  const { faults, published } = loop;
  const schemas = currentSchemas();
  const edited = [...schemas.keys()].filter((name) => schemas.get(name) !== published.get(name));
  loop.unsound = undefined;
  if (edited.length === 0) {
    faults.clear(graphName);
    return undefined;
  }
  const composed = await loop.schemas.compose();
  if (composed.faults.length > 0) {
    loop.unsound = `the schemas of ${edited.join(", ")} do not compose:\n${composed.faults.join("\n")}`;
    faults.set(graphName, loop.unsound);
    return undefined;
  }
  for (const note of composed.notes) sayFor(graphName, paint("yellow", note));
  return { edited, schemas };
}

/** Publishes a graph whose services all run with their new schemas; the router reads it by itself. */
async function publish(loop: Loop, { edited, schemas }: NewGraph): Promise<void> {
  const { faults } = loop;
  const behind = edited.filter((name) => faults.has(name));
  if (behind.length > 0) {
    faults.set(graphName, `the new graph waits for ${behind.join(", ")}`);
    return;
  }
  await loop.schemas.publish();
  loop.published = schemas;
  faults.clear(graphName);
  sayFor(graphName, `published with the schema of ${edited.join(", ")}`);
  // The processes run without generated types, which are for editors and checks: the next edit does not wait for them.
  void loop.schemas.generate(edited).then((generated) => {
    if (loop.shop.isStopping) return;
    const text = generated.faults.length > 0 ? paint("red", generated.faults.join("\n")) : "generated types are fresh";
    sayFor("types", text);
  });
}

/** Builds a service and replaces its process if anything of it has changed. True if it was replaced. */
async function renew({ faults, unsound, published }: Loop, { service, program, process }: Unit): Promise<boolean> {
  const { name } = service;
  const began = performance.now();
  const isFirst = process.running() === undefined;
  const built = await program.build();
  if (built.fault !== undefined) {
    faults.set(name, built.fault);
    return false;
  }
  if (unsound !== undefined && schemaOf(name) !== published.get(name)) {
    faults.set(name, unsound);
    return false;
  }
  const version = versionOf(service, built.hash);
  if (process.running()?.version === version) {
    faults.clear(name);
    return false;
  }
  const fault = await process.replace({ file: built.file, version });
  if (fault !== undefined) {
    faults.set(name, fault);
    return false;
  }
  faults.clear(name);
  faults.tell(name);
  if (!isFirst) sayFor(name, paint("green", `replaced in ${inSeconds(performance.now() - began)}`));
  return true;
}

function keepStandbys(loop: Loop, replaced: readonly Unit[]): void {
  const names = replaced.map((unit) => unit.service.name);
  loop.edited = [...names, ...loop.edited.filter((name) => !names.includes(name))].slice(0, maxStandbys);
  for (const unit of loop.units) unit.process.keepStandby(loop.edited.includes(unit.service.name));
}

function concerns({ service, program }: Unit, file: string): boolean {
  const folders = [migrationsOf(service), templatesOf(service)];
  return (
    program.isMadeOf(file) || runtimeFiles(service).includes(file) || folders.some((folder) => file.startsWith(folder))
  );
}

/** Tells what a process runs with: its program, and the files that it reads when it starts. */
function versionOf(service: Service, program: string): string {
  const hash = createHash("sha256").update(program);
  for (const file of runtimeFiles(service)) hash.update(`${file}\n`).update(readFileSync(file));
  return hash.digest("hex");
}

/** Files that a subgraph reads when it starts. The router reads its own again with each graph. */
function runtimeFiles(service: Service): string[] {
  if (service.stores.length === 0) return [];
  const read = [migrationsOf(service), templatesOf(service)].filter((folder) => existsSync(folder));
  const files = read.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => path.join(folder, name)),
  );
  return [schemaFileOf(service.name), ...files].filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}

function templatesOf({ folder }: Service): string {
  return path.join(root, folder, "templates") + path.sep;
}

function migrationsOf({ folder }: Service): string {
  return path.join(root, folder, "migrations") + path.sep;
}

function currentSchemas(): Map<string, string> {
  return new Map(services.map(({ name }) => [name, schemaOf(name)]));
}

/** The router serves the published graph and reads it again whenever the file changes. */
function argumentsOf(service: Service): string[] {
  return service.stores.length === 0 ? ["--supergraph", graphFiles(root).supergraph] : [];
}

/** Compiled code of packages is kept. */
function removeOldBuilds(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const names = readdirSync(folder).filter((name) => name !== "compiled");
  for (const name of names) rmSync(path.join(folder, name), { recursive: true, force: true });
}
