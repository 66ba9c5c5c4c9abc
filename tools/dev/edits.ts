/** Watches over the files of a service, and over the schemas of the graph. */
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { watch } from "chokidar";
import { z } from "zod";
import { root, type Service, services } from "../../cli/host/shop.mjs";

/** Editors and git write several files in a row: edits are told once none has come for so long. */
const quietMs = 50;

/** The files of a workspace that a process reads. */
const parts = ["src", "migrations", "migrations-pg", "templates"];
const schemaFiles = new Set(["schema.graphql", "nodes.graphql", "mappers.json"]);

const manifest = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });

/** Calls `onEdit` after each edit of the service and of the packages that it imports. */
export function watchSources({ folder }: Service, onEdit: () => void): Promise<void> {
  const folders = workspacesOf(folder).flatMap((each) => parts.map((part) => path.join(root, each, part)));
  // No process reads the generated types, which Node strips.
  const generated = path.join(root, folder, "src/generated");
  return watchFolders(
    folders.filter((each) => existsSync(each)),
    (file) => file === generated,
    onEdit,
  );
}

/** Calls `onEdit` after each edit of what the schema and its types are made of: of all services for the router, else of this one. */
export function watchSchemas(service: Service, onEdit: () => void): Promise<void> {
  const folders = (service.isGateway ? services : [service]).map(({ folder }) => path.join(root, folder));
  const isOther = (file: string) => !folders.includes(file) && !schemaFiles.has(path.basename(file));
  return watchFolders(folders, isOther, onEdit);
}

/** Calls `onEdit` with the files in these folders that were written, added, replaced or removed; resolves once it watches. */
async function watchFolders(
  folders: string[],
  isIgnored: (file: string) => boolean,
  onEdit: (files: readonly string[]) => void,
): Promise<void> {
  const edited = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(folders, { ignored: isIgnored, ignoreInitial: true });
  watcher.on("all", (_event, file) => {
    edited.add(file);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const files = [...edited];
      edited.clear();
      onEdit(files);
    }, quietMs);
  });
  await once(watcher, "ready");
}

/** This workspace and those that it imports, which their manifests name. */
function workspacesOf(folder: string): string[] {
  const found = new Set([folder]);
  // The set grows while it is walked.
  for (const each of found) {
    const { dependencies } = manifest.parse(JSON.parse(readFileSync(path.join(root, each, "package.json"), "utf8")));
    for (const name of Object.keys(dependencies))
      if (name.startsWith("@hansa/")) found.add(name.replace("@hansa", "packages"));
  }
  return [...found];
}
