/** `npm run db:generate` without a terminal: it writes plain changes, and says in one line what needs a person. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";

/** A folder with tables, from which packages of the repository can be imported. */
function newFolder(): string {
  const parent = path.join(root, "node_modules", ".cache");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(path.join(parent, "db-generate-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const config = { dialect: "sqlite", schema: "./tables.ts", out: "./migrations" };
  writeFileSync(path.join(folder, "drizzle.config.ts"), `export default ${JSON.stringify(config)};`);
  return folder;
}

function writeColumns(folder: string, ...columns: readonly string[]): void {
  const texts = ["id", ...columns].map((column) => `${column}: text("${column}")`);
  const table = `sqliteTable("shelves", { ${texts.join(", ")} })`;
  const imports = `import { sqliteTable, text } from "drizzle-orm/sqlite-core";`;
  writeFileSync(path.join(folder, "tables.ts"), `${imports}\nexport const shelves = ${table};\n`);
}

/** Runs the generation as the command does, without a terminal. */
function generate(folder: string) {
  const module = path.join(root, "tools", "db-generate", "generation.ts");
  const program = `
    import { generateMigration } from ${JSON.stringify(module)};
    await generateMigration(${JSON.stringify(path.join(folder, "migrations"))}, []).then(
      (status) => process.exit(status),
      (error) => { console.error(error.message); process.exit(3); },
    );`;
  return spawnSync(process.execPath, ["--input-type=module", "--eval", program], { cwd: root, encoding: "utf8" });
}

const migrations = (folder: string) =>
  readdirSync(path.join(folder, "migrations")).filter((name) => name.endsWith(".sql"));

const snapshots = (folder: string) =>
  readdirSync(path.join(folder, "migrations", "meta")).filter((name) => name.endsWith("_snapshot.json"));

test("without a terminal a new table gets its migration, and a rename is reported in one line without a stack", () => {
  const folder = newFolder();
  writeColumns(folder, "place");
  expect(generate(folder)).toMatchObject({ status: 0, stderr: "" });
  expect(migrations(folder)).toHaveLength(1);

  writeColumns(folder, "position");
  const { status, stderr } = generate(folder);
  expect(status).toBe(3);
  expect(stderr).toMatch(
    /^db-generate-\w+: a table or column was removed .* Run npm run db:generate in a terminal.*\n$/,
  );
  expect(migrations(folder)).toHaveLength(1);
});

test("a migration takes the place of the snapshot before it, and no change leaves it", () => {
  const folder = newFolder();
  writeColumns(folder, "place");
  generate(folder);
  writeColumns(folder, "place", "height");
  for (const _run of [1, 2]) {
    expect(generate(folder)).toMatchObject({ status: 0, stderr: "" });
    expect(migrations(folder)).toHaveLength(2);
    expect(snapshots(folder)).toEqual(["0001_snapshot.json"]);
  }
});

test("any other fault of drizzle-kit is printed as it is", () => {
  const folder = newFolder();
  const { status, stderr, stdout } = generate(folder);
  expect(status).toBe(1);
  expect(stderr + stdout).toContain("tables.ts");
});
