/** Adds a subgraph, without a registry. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../cli/host/shop.mjs";
import { numberedSteps, say } from "../../cli/host/terminal.mjs";
import { runNode, runNpm } from "../../cli/setup/run.mjs";
import { writeMigration } from "../db-generate/postgres/migration.ts";
import { tablesOf } from "../db-generate/tables.ts";
import { blockFiles } from "../service-blocks/block-files.ts";
import { type NewService, readNewService } from "./names.ts";
import { folderOf, writeTemplate } from "./template-files.ts";

const serviceList = "packages/contracts/src/services.mjs";

/** Creates the subgraph `name`, which extends these types of others. Throws if a name is refused or a step fails; the tree is then as it was. */
export async function createSubgraph(name: string, extended: readonly string[] = []): Promise<void> {
  const service = readNewService(name, extended);
  const shared = [serviceList, "package-lock.json", ...blockFiles.map(({ file }) => file)];
  const originals = new Map(shared.map((file) => [file, read(file)]));
  writeTemplate(service);
  try {
    await register(service);
  } catch (error) {
    for (const [file, text] of originals) write(file, text);
    for (const folder of [folderOf(name), path.join(root, "node_modules/@hansa", name)])
      rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  say(
    `subgraphs/${name} is a subgraph of the graph. Start it with npm start, and read on in docs/contributors/new-subgraph.md.`,
  );
}

/** Makes the written folder a part of the shop. */
async function register(service: NewService): Promise<void> {
  const { name } = service;
  const step = numberedSteps(7);
  await step("Entry in the list of services", () => addToList(service));
  await step("Blocks of services", writeBlocks);
  await step("Lock file and link", () =>
    runNpm(["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund"], "npm install failed; see above."),
  );
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
      [bin("@biomejs", "biome", "bin", "biome"), "check", "--write", `subgraphs/${name}`, serviceList],
      "the new files have faults; see above.",
    ),
  );
  await step("Composition", compose);
  await step("Types of the resolvers", () =>
    runNode(["tools/new-subgraph/resolver-types.ts", name], "the types were not generated; see above."),
  );
}

function addToList({ name, offset }: NewService): void {
  const endOfList = "\n]);\n";
  const text = read(serviceList);
  if (!text.includes(endOfList)) throw new Error("the end of the list of services was not found.");
  const entry = `
  {
    name: "${name}",
    offset: ${offset},
    owns: ["entries"],
    stores: { "${name}.db": "subgraphs/${name}/migrations" },
    personalData: "its tables hold nothing about people",
    audit: "no rule relates its rows to those of another service",
  },`;
  write(serviceList, text.replace(endOfList, entry + endOfList));
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

function read(file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}

function write(file: string, text: string): void {
  writeFileSync(path.join(root, file), text);
}
