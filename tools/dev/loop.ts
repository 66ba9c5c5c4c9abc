/** The development loop of one service: builds it again after an edit, and replaces its process by a good one only. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import type { Shop } from "../../cli/host/processes/process.ts";
import { root, type Service } from "../../cli/host/shop.mjs";
import { inSeconds, paint, say } from "../../cli/host/terminal.mjs";
import { graphFiles } from "../../router/src/graph/composition/sources.ts";
import { type Examination, openExamination } from "./examination/examination.ts";
import { type Faults, openFaults } from "./faults.ts";
import type { Graph } from "./graph/graph.ts";
import { schemaFileOf, schemaHashOf } from "./graph/schema-files.ts";
import { verdictFolder, whenComposed } from "./graph/verdict.ts";
import { openServiceProcess, type ServiceProcess } from "./process/replacement.ts";
import { openProgram, type Program } from "./program.ts";
import { watchSources } from "./source-watch.ts";

export type Loop = {
  shop: Shop;
  service: Service;
  program: Program;
  process: ServiceProcess;
  faults: Faults;
  examination: Examination;
  /** The hash of the schema with which the serving process was started; undefined before the first one. */
  schema: string | undefined;
};

/** Prepares the loop of a service; no process is started. */
export function openLoop(shop: Shop, service: Service): Loop {
  const folder = path.join(root, "dist-dev", String(shop.port), service.name);
  removeOldBuilds(folder);
  const process = openServiceProcess(shop, service, folder, argumentsOf(service));
  return {
    shop,
    service,
    program: openProgram(service, folder),
    process,
    faults: openFaults(process),
    examination: openExamination(shop, service),
    schema: undefined,
  };
}

/** Builds and starts the service. A fault is printed, and the next edit tries again. */
export async function startService(loop: Loop): Promise<void> {
  await renew(loop);
  await loop.program.rest();
}

/** Reports tables without a migration in what has just been started. Afterwards, so that the shop is there sooner: this start has replaced nothing. */
export async function examineStart(loop: Loop): Promise<void> {
  await findForgottenMigration(loop);
}

/** Follows edits until the shop stops. `graph` is for the router alone, which composes the schemas of all. */
export function followEdits(loop: Loop, graph: Graph | undefined): void {
  const waiting = new Set<string>();
  let isWorking = false;

  async function work(): Promise<void> {
    isWorking = true;
    // Edits during this round belong to the next one.
    while (waiting.size > 0 && !loop.shop.isStopping) {
      const files = [...waiting];
      waiting.clear();
      await Promise.all([graph?.takeEdits(), takeEdits(loop, files)]).catch((error: unknown) =>
        say(paint("red", error instanceof Error ? (error.stack ?? error.message) : String(error))),
      );
    }
    isWorking = false;
  }

  watchSources(watchedBy(loop, graph), (files) => {
    for (const file of files) waiting.add(file);
    if (!isWorking) void work();
  });
}

async function takeEdits(loop: Loop, files: readonly string[]): Promise<void> {
  const { service, program, process, faults, examination } = loop;
  if (files.some(examination.concerns)) examination.renew();
  const isConcerned = (file: string) =>
    program.isMadeOf(file) || [schemaFileOf(service), ...foldersReadBy(service)].some((each) => file.startsWith(each));
  const isReplaced = (faults.has("service") || files.some(isConcerned)) && (await renew(loop));
  if (faults.has("service")) return;
  if (isReplaced) process.keepStandby();
  examination.begin();
}

/** Builds the service and replaces its process if anything of it has changed. True if it was replaced. */
async function renew(loop: Loop): Promise<boolean> {
  const { shop, service, program, process, faults, examination } = loop;
  const began = performance.now();
  const isFirst = loop.schema === undefined;
  // The comparison takes longer than the build: it begins beside it.
  if (!isFirst) void examination.compareTables(program.tableFiles());
  const built = await program.build();
  if (built.fault !== undefined) return refuse(loop, built.fault);
  const schema = schemaHashOf(service);
  const unsound = isFirst || schema === loop.schema ? undefined : await whenComposed(shop, service);
  if (unsound !== undefined) return refuse(loop, unsound);
  if (!isFirst && (await findForgottenMigration(loop))) return false;

  const version = versionOf(service, built.hash);
  if (process.running()?.version === version) {
    faults.clear("service");
    return false;
  }
  const fault = await process.replace({ file: built.file, version });
  if (fault !== undefined) return refuse(loop, fault);
  loop.schema = schema;
  faults.clear("service");
  faults.tell();
  if (!isFirst) say(paint("green", `replaced in ${inSeconds(performance.now() - began)}`));
  return true;
}

/** A process that does not start because the shop stops has no fault. */
function refuse({ shop, faults }: Loop, fault: string): false {
  if (!shop.isStopping) faults.set("service", fault);
  return false;
}

/** Looks whether the tables have a migration, and notes the fault if they have none. */
async function findForgottenMigration(loop: Loop): Promise<boolean> {
  const fault = await loop.examination.compareTables(loop.program.tableFiles());
  if (fault !== undefined) refuse(loop, fault);
  return fault !== undefined;
}

/** Tells what a process runs with: its program, and the files that it reads when it starts. */
function versionOf(service: Service, program: string): string {
  const hash = createHash("sha256").update(program);
  for (const file of runtimeFiles(service)) hash.update(`${file}\n`).update(readFileSync(file));
  return hash.digest("hex");
}

/** Files that a subgraph reads when it starts. The router reads its own again with each graph. */
function runtimeFiles(service: Service): string[] {
  if (service.isGateway) return [];
  const read = foldersReadBy(service).filter((folder) => existsSync(folder));
  const files = read.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => path.join(folder, name)),
  );
  return [schemaFileOf(service), ...files].filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}

function foldersReadBy({ folder, stores }: Service): string[] {
  const read = [...stores.map(({ migrations }) => migrations), `${folder}/templates`];
  return read.map((name) => path.join(root, name) + path.sep);
}

function ownFolder({ folder }: Service): string {
  return path.join(root, folder) + path.sep;
}

/** The router's task sees the schemas of all; that of a service, whether its own composes with them. */
function watchedBy({ shop, service }: Loop, graph: Graph | undefined): string[] {
  const packages = path.join(root, "packages");
  return graph
    ? [packages, ownFolder(service), path.join(root, "subgraphs")]
    : [packages, ownFolder(service), verdictFolder(shop)];
}

/** The router serves the published graph and reads it again whenever the file changes. */
function argumentsOf(service: Service): string[] {
  return service.isGateway ? ["--supergraph", graphFiles(root).supergraph] : [];
}

/** Compiled code of packages is kept. */
function removeOldBuilds(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const names = readdirSync(folder).filter((name) => name !== "compiled");
  for (const name of names) rmSync(path.join(folder, name), { recursive: true, force: true });
}
