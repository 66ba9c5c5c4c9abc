/** Migrations of PostgreSQL are translated from SQLite's: the first one whole, later ones by what is new. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { boolean, id, table } from "@hansa/kit/store";
import { temporaryFolder } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { lastFollowed, writeMigration } from "../../db-generate/postgres/migration.ts";

const tables = {
  lamps: table("lamps", { id: id("id"), isOn: boolean("is_on").notNull(), isSold: boolean("is_sold").notNull() }),
};

const first = `
CREATE TABLE \`lamps\` (
	\`id\` text PRIMARY KEY NOT NULL,
	\`room_id\` text,
	\`is_on\` integer DEFAULT 0 NOT NULL,
	\`watts\` integer NOT NULL,
	\`notes\` text DEFAULT '[]' NOT NULL,
	FOREIGN KEY (\`room_id\`) REFERENCES \`rooms\`(\`id\`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "lamps_lit" CHECK(watts > 0 OR is_on = 0)
);
--> statement-breakpoint
CREATE TABLE \`rooms\` (\`id\` text PRIMARY KEY NOT NULL);
--> statement-breakpoint
CREATE TABLE \`switchings\` (\`seq\` integer PRIMARY KEY AUTOINCREMENT NOT NULL, \`lamp_id\` text NOT NULL);
--> statement-breakpoint
CREATE UNIQUE INDEX \`lamps_one_on\` ON \`lamps\` (\`room_id\`) WHERE is_on = 1;
--> statement-breakpoint
CREATE TRIGGER \`lamps_stay\` BEFORE UPDATE OF \`room_id\` ON \`lamps\` WHEN NEW.\`room_id\` IS NOT OLD.\`room_id\`
BEGIN SELECT RAISE(ABORT, 'a lamp''s room is its own'); END;
--> statement-breakpoint
CREATE VIRTUAL TABLE \`lamp_search\` USING fts5(\`notes\`, content = 'lamps');
--> statement-breakpoint
CREATE TRIGGER \`lamp_search_is_extended\` AFTER INSERT ON \`lamps\`
BEGIN INSERT INTO \`lamp_search\`(\`notes\`) VALUES (NEW.\`notes\`); END;`;

/** Adds SQLite's migrations to a folder, and writes those of PostgreSQL after each; answers with the text of the last one. */
function writeAfter(
  migrations: readonly string[],
  exported: Readonly<Record<string, unknown>> = tables,
): { folder: string; text: string } {
  const { path: parent, remove } = temporaryFolder();
  onTestFinished(remove);
  const folder = path.join(parent, "migrations");
  mkdirSync(path.join(folder, "meta"), { recursive: true });
  const tags: string[] = [];
  let name: string | undefined;
  for (const [index, text] of migrations.entries()) {
    const tag = `000${index}_${index === 0 ? "baseline" : "change"}`;
    tags.push(tag);
    writeFileSync(path.join(folder, `${tag}.sql`), text);
    writeFileSync(
      path.join(folder, "meta", "_journal.json"),
      JSON.stringify({ entries: tags.map((one) => ({ tag: one })) }),
    );
    name = writeMigration(folder, exported);
  }
  return { folder, text: readFileSync(path.join(`${folder}-pg`, String(name)), "utf8") };
}

test("the first migration has every table, key, index, rule and number, and says what it leaves out", () => {
  const { folder, text } = writeAfter([first]);
  expect(readdirSync(`${folder}-pg`)).toEqual(["0000_initial.sql"]);
  expect(text).toBe(`-- As SQLite's migrations up to 0000.
-- Left out, since search is another one: lamp_search, lamp_search_config, lamp_search_data, lamp_search_docsize, lamp_search_idx, lamp_search_is_extended.
CREATE TABLE "row_numbers" (
	"table_name" text PRIMARY KEY NOT NULL,
	"last" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lamps" (
	"id" text NOT NULL,
	"room_id" text,
	"is_on" boolean DEFAULT FALSE NOT NULL,
	"watts" bigint NOT NULL,
	"notes" text DEFAULT '[]' NOT NULL,
	PRIMARY KEY ("id"),
	CONSTRAINT "lamps_lit" CHECK ("watts" > 0 OR "is_on" = FALSE)
);
--> statement-breakpoint
CREATE TABLE "rooms" (
	"id" text NOT NULL,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
CREATE TABLE "switchings" (
	"seq" bigint NOT NULL,
	"lamp_id" text NOT NULL,
	PRIMARY KEY ("seq")
);
--> statement-breakpoint
INSERT INTO "row_numbers" ("table_name", "last") VALUES ('switchings', 0);
--> statement-breakpoint
CREATE TRIGGER "aa_number_switchings" BEFORE INSERT ON "switchings"
	FOR EACH ROW EXECUTE FUNCTION hansa.number_row('seq');
--> statement-breakpoint
CREATE UNIQUE INDEX "lamps_one_on" ON "lamps" ("room_id" NULLS FIRST) WHERE "is_on" = TRUE;
--> statement-breakpoint
CREATE FUNCTION "lamps_stay"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW."room_id" IS DISTINCT FROM OLD."room_id" THEN
		RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'a lamp''s room is its own';
	END IF;
	RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "lamps_stay" BEFORE UPDATE OF "room_id" ON "lamps"
	FOR EACH ROW EXECUTE FUNCTION "lamps_stay"();
--> statement-breakpoint
ALTER TABLE "lamps" ADD CONSTRAINT "lamps_room_id_fkey"
	FOREIGN KEY ("room_id") REFERENCES "rooms" ("id") ON DELETE CASCADE;
`);
});

test("a later migration has what is new, its changes of rows, and leaves the files before as they are", () => {
  const second = `
    ALTER TABLE \`lamps\` ADD \`is_sold\` integer DEFAULT false NOT NULL;
    --> statement-breakpoint
    CREATE TABLE \`lightings\` (\`seq\` integer PRIMARY KEY AUTOINCREMENT NOT NULL);
    --> statement-breakpoint
    UPDATE \`rooms\` SET \`id\` = coalesce(nullif(\`id\`, ''), 'none') WHERE (SELECT count(*) FROM \`lamps\` WHERE is_sold = 1) > 0;
    --> statement-breakpoint
    DROP INDEX \`lamps_one_on\`;
    --> statement-breakpoint
    CREATE INDEX \`lamps_sold\` ON \`lamps\` (\`watts\`,\`id\`) WHERE \`is_sold\` = 0;
    --> statement-breakpoint
    DROP TRIGGER \`lamps_stay\`;
    --> statement-breakpoint
    CREATE TRIGGER \`lamps_stay\` BEFORE DELETE ON \`lamps\` BEGIN SELECT RAISE(ABORT, 'lamps stay'); END;`;
  const { folder, text } = writeAfter([first, second]);
  expect(readdirSync(`${folder}-pg`)).toEqual(["0000_initial.sql", "0001_change.sql"]);
  expect(text.split("\n--> statement-breakpoint\n")).toEqual([
    `-- As SQLite's migrations up to 0001.\nDROP TRIGGER "lamps_stay" ON "lamps";`,
    `DROP FUNCTION "lamps_stay"();`,
    `DROP INDEX "lamps_one_on";`,
    `CREATE TABLE "lightings" (\n\t"seq" bigint NOT NULL,\n\tPRIMARY KEY ("seq")\n);`,
    `INSERT INTO "row_numbers" ("table_name", "last") VALUES ('lightings', 0);`,
    `CREATE TRIGGER "aa_number_lightings" BEFORE INSERT ON "lightings"\n\tFOR EACH ROW EXECUTE FUNCTION hansa.number_row('seq');`,
    `ALTER TABLE "lamps" ADD COLUMN "is_sold" boolean DEFAULT FALSE NOT NULL;`,
    `UPDATE "rooms" SET "id" = coalesce(nullif("id", ''), 'none') WHERE (SELECT count(*) FROM "lamps" WHERE "is_sold" = TRUE) > 0;`,
    `CREATE INDEX "lamps_sold" ON "lamps" ("watts", "id") WHERE "is_sold" = FALSE;`,
    expect.stringContaining("lamps stay"),
    expect.stringContaining(`CREATE TRIGGER "lamps_stay" BEFORE DELETE`),
  ]);
  expect(writeMigration(folder, tables)).toBeUndefined();
});

test("tables of search have PostgreSQL's form where the store exports one, in the first migration and in a later one", () => {
  const form = ['CREATE INDEX "lamp_search" ON "lamps" USING gin ("notes" gin_trgm_ops);', "SELECT 1;"];
  const later = "CREATE VIRTUAL TABLE `room_search` USING fts5(`id`)";
  const exported = { ...tables, searchOnPostgres: { lamp_search: form, room_search: ["SELECT 2;"] } };
  const { folder, text } = writeAfter([first, later], exported);
  const initial = readFileSync(path.join(`${folder}-pg`, "0000_initial.sql"), "utf8");
  expect(initial).toContain(`\n--> statement-breakpoint\n${form.join("\n--> statement-breakpoint\n")}\n`);
  expect(initial).not.toContain("SELECT 2");
  expect(text).toBe("-- As SQLite's migrations up to 0001.\nSELECT 2;\n");
});

test("a rebuilt table whose rows are copied as they are is compared by its CHECKs and columns", () => {
  const rebuilt = `
    CREATE TABLE \`__new_rooms\` (\`id\` text PRIMARY KEY NOT NULL, CONSTRAINT "rooms_named" CHECK(id <> ''));
    --> statement-breakpoint
    INSERT INTO \`__new_rooms\`("id") SELECT "id" FROM \`rooms\`;
    --> statement-breakpoint
    DROP TABLE \`rooms\`;
    --> statement-breakpoint
    ALTER TABLE \`__new_rooms\` RENAME TO \`rooms\`;`;
  expect(writeAfter([first, rebuilt]).text).toBe(
    `-- As SQLite's migrations up to 0001.\nALTER TABLE "rooms" ADD CONSTRAINT "rooms_named" CHECK ("id" <> '');\n`,
  );
});

const refusals: [string, string][] = [
  ["DROP TABLE `switchings`", "the table switchings is gone"],
  ["ALTER TABLE `switchings` DROP COLUMN `lamp_id`", "switchings: the column lamp_id is gone"],
  ["CREATE TABLE `boxes` (`id` blob PRIMARY KEY NOT NULL)", "boxes: id has the type BLOB"],
  ["CREATE TABLE `boxes` (`id` text PRIMARY KEY NOT NULL UNIQUE)", "boxes: write UNIQUE as an index of its own"],
  ["CREATE TABLE `boxes` (`id` text, CHECK(id > ''))", "boxes: a CHECK has no name"],
  ["CREATE TABLE `boxes` (`id` text, `n` integer AS (1))", "boxes: n is a generated column"],
  ["CREATE INDEX `lower_rooms` ON `rooms` (lower(`id`))", "lower_rooms: lower() is not known to give the same"],
  ["CREATE INDEX `likes` ON `rooms` (`id`) WHERE `id` LIKE 'A%'", "likes: LIKE is SQLite's"],
  ["CREATE INDEX `casts` ON `lamps` (`notes` ->> 'a')", "casts: the operator ->> is SQLite's"],
  ["CREATE INDEX `nocase` ON `rooms` (`id` COLLATE NOCASE)", "nocase: COLLATE is SQLite's"],
  [`CREATE INDEX \`${"x".repeat(64)}\` ON \`rooms\` (\`id\`)`, "is longer than 63 bytes"],
  ["CREATE TRIGGER `t` AFTER INSERT ON `rooms` BEGIN SELECT RAISE(IGNORE); END", "t: it does something else"],
  ["UPDATE `rooms` SET `id` = json_set(`id`, '$.a', 1)", "UPDATE of rooms: json_set() is not known to give the same"],
  ["UPDATE `rooms` SET `id` = rowid", "UPDATE of rooms: ROWID is SQLite's"],
  ["INSERT OR IGNORE INTO `rooms` VALUES ('a')", "no plain change of rows of a table"],
  ["UPDATE `lamps` SET `watts` = 1", "UPDATE of lamps: the table has triggers"],
];

test.for(refusals)("a change that has no form by rule is refused in one line: %s", ([change, refusal]) => {
  const told = new RegExp(
    `^.*migrations-pg/0001_change\\.sql must be written by hand, with the first line "-- As SQLite's migrations up to 0001\\.": .*${refusal.replace(/[()>-]/g, "\\$&")}.*\\.$`,
  );
  expect(() => writeAfter([first, change])).toThrow(told);
});

test("a migration that a person wrote counts as far as its first line says", () => {
  const { folder } = writeAfter([first]);
  writeFileSync(path.join(`${folder}-pg`, "0001_by_hand.sql"), "-- As SQLite's migrations up to 0003.\nSELECT 1;\n");
  expect(lastFollowed(`${folder}-pg`)).toBe(3);
  writeFileSync(path.join(`${folder}-pg`, "0002_unknown.sql"), "SELECT 1;\n");
  expect(() => lastFollowed(`${folder}-pg`)).toThrow(
    `0002_unknown.sql lacks the line "-- As SQLite's migrations up to NNNN."`,
  );
});

test("a search for parts of a column is an index of trigrams, in a first and in a later migration", () => {
  const search = `CREATE VIRTUAL TABLE \`part_search\` USING fts5(
    \`notes\`, tokenize = 'trigram case_sensitive 1', content = 'lamps', content_rowid = 'watts'
  );
  --> statement-breakpoint
  INSERT INTO \`part_search\`(\`part_search\`) VALUES ('rebuild');`;
  const index = `CREATE INDEX "part_search" ON "lamps" USING gin ("notes" gin_trgm_ops) WITH (fastupdate = off);`;
  const extension = "CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA hansa;";
  const { text } = writeAfter([`${first}\n--> statement-breakpoint\n${search}`]);
  expect(text).toContain(index);
  expect(text).toContain(extension);
  expect(text).not.toMatch(/^-- Left out.*\bpart_search[,.]/m);
  expect(writeAfter([first, search]).text).toBe(
    `-- As SQLite's migrations up to 0001.\n${extension}\n--> statement-breakpoint\n${index}\n`,
  );
});
