/** Adds a subgraph and removes it again, without a registry. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../cli/host/shop.mjs";
import { numberedSteps, say } from "../../cli/host/terminal.mjs";
import { runNode } from "../../cli/setup/run.mjs";
import { services } from "../../packages/contracts/src/services.mjs";
import { writeMigration } from "../db-generate/postgres/migration.ts";
import { tablesOf } from "../db-generate/tables.ts";
import { blockFiles } from "../service-blocks/block-files.ts";
import { deleteCreatedRecord, recordCreated, unsavedFiles } from "./created-files.ts";
import { readNewService } from "./names.ts";
import type { SharedFile } from "./shared-file.ts";
import { sharedFiles } from "./shared-files.ts";
import { folderOf, writeTemplate } from "./template-files.ts";
import { linkWorkspace, unlinkWorkspace } from "./workspace.ts";

/** Creates the subgraph `name`, which extends these types of others. Throws if a name is refused or a step fails; the tree is then as it was. */
export async function createSubgraph(name: string, extended: readonly string[] = []): Promise<void> {
  const service = readNewService(name, extended);
  const edits = editsOf((file, text) => file.add(text, service));
  const originals = readShared();
  writeTemplate(service);
  try {
    await register(name, edits);
  } catch (error) {
    write(originals);
    unlinkWorkspace(name);
    rmSync(folderOf(name), { recursive: true });
    throw error;
  }
  recordCreated(name);
  say(
    `subgraphs/${name} is a subgraph of the graph. Start it with npm start, and read on in docs/contributors/new-subgraph.md.`,
  );
}

/** Makes the written folder a part of the shop. */
async function register(name: string, edits: readonly Edit[]): Promise<void> {
  const step = numberedSteps(6);
  await step("Entries in the list of services and in the lock file", () => {
    write(edits);
    linkWorkspace(name);
  });
  await step("Blocks of services", writeBlocks);
  await step("Migrations", async () => {
    await runNode(
      [
        ...[bin("drizzle-kit", "bin.cjs"), "generate", "--name", "entries", "--dialect", "sqlite"],
        ...["--schema", `subgraphs/${name}/src/store/tables.ts`, "--out", `subgraphs/${name}/migrations`],
      ],
      "the migrations were not generated; see above.",
    );
    writeMigration(path.join(folderOf(name), "migrations"), await tablesOf(folderOf(name)));
  });
  await step("Format", () =>
    runNode(
      [
        bin("@biomejs", "biome", "bin", "biome"),
        "check",
        "--write",
        `subgraphs/${name}`,
        "packages/contracts/src/services.mjs",
      ],
      "the new files have faults; see above.",
    ),
  );
  await step("Composition", compose);
  await step("Types of the resolvers", () =>
    runNode(["tools/new-subgraph/resolver-types.ts", name], "the types were not generated; see above."),
  );
}

/**
 * Removes a subgraph that was created by this command. Throws, and removes nothing, if it has files that were changed and not committed, unless
 * `force` is given, or if the audit includes it: then other services depend on it.
 */
export async function removeSubgraph(name: string, force: boolean): Promise<void> {
  const entry = services.find((service) => service.name === name);
  if (!entry) throw new Error(`There is no subgraph "${name}".`);
  if (entry.audit === "invariants")
    throw new Error(`"${name}" is not removed: the audit includes it, and other services depend on it.`);
  const unsaved = force ? [] : unsavedFiles(name);
  if (unsaved.length > 0)
    throw new Error(
      `"${name}" is not removed: commit ${unsaved.join(", ")} first, or say --force to lose the changes.`,
    );
  const step = numberedSteps(3);
  await step("Entries and blocks", () => removeEntries(name));
  await step(`subgraphs/${name}`, () => {
    unlinkWorkspace(name);
    rmSync(folderOf(name), { recursive: true, force: true });
    deleteCreatedRecord(name);
  });
  await step("Composition", compose);
}

/** Throws if the blocks cannot be written; the files are then as they were. */
async function removeEntries(name: string): Promise<void> {
  const originals = readShared();
  try {
    write(editsOf((file, text) => file.remove(text, name)));
    await writeBlocks();
  } catch (error) {
    write(originals);
    throw error;
  }
}

type Edit = { file: string; text: string };

/** The new texts of all shared files, none of which is written. */
function editsOf(edit: (file: SharedFile, text: string) => string): Edit[] {
  return sharedFiles.map((shared) => ({ file: shared.file, text: edit(shared, read(shared.file).text) }));
}

/** The texts of all files outside the folder of the service that a command changes. */
function readShared(): Edit[] {
  return [...sharedFiles, ...blockFiles].map(({ file }) => read(file));
}

function read(file: string): Edit {
  return { file, text: readFileSync(path.join(root, file), "utf8") };
}

function write(edits: readonly Edit[]): void {
  for (const { file, text } of edits) writeFileSync(path.join(root, file), text);
}

/** In processes of their own: this one has read the list of services as it was. */
function writeBlocks(): Promise<void> {
  return runNode(["tools/service-blocks/main.ts"], "the blocks of services were not written; see above.");
}

function compose(): Promise<void> {
  return runNode(["router/src/compose/main.ts"], "the schemas do not compose; see above.");
}

function bin(...parts: string[]): string {
  return path.join("node_modules", ...parts);
}
