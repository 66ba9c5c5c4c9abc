/** Dumps of databases by the programs of PostgreSQL. A password is in the environment of a child alone: never in its arguments, in a file or in output. */
import { spawn, spawnSync } from "node:child_process";
import { createReadStream, createWriteStream, globSync } from "node:fs";
import path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CommandFailure } from "@hansa/kit/command-line";
import { nameOfPlace } from "@hansa/kit/store";
import type { DatabasePlace } from "../../host/store-places.ts";
import type { ExportedSnapshot } from "./snapshot.ts";

type Program = "pg_dump" | "pg_restore";

const versionText = /PostgreSQL\)? (\d+)/;
/** The last characters of what a program writes about its failure. */
const maxFault = 500;

/** The program of the server's version or a newer one. Throws with the remedy if there is none. `engine`: such as "PostgreSQL 15.18". */
export function findProgram(name: Program, engine: string): string {
  const needed = majorIn(engine);
  const ofDebian = globSync(`/usr/lib/postgresql/*/bin/${name}`);
  const known = [name, ...ofDebian].map((file) => ({ file, version: majorIn(versionOf(file)) }));
  const fit = known.filter(({ version }) => version >= needed).sort((one, other) => one.version - other.version);
  const [first] = fit;
  if (first) return first.file;
  throw new CommandFailure(
    `there is no ${name} of PostgreSQL ${needed} or later here; install the client programs of the server's version (Debian: postgresql-client-${needed})`,
  );
}

function versionOf(file: string): string {
  return spawnSync(file, ["--version"], { encoding: "utf8" }).stdout ?? "";
}

/** 0 without a version. */
function majorIn(text: string): number {
  return Number(versionText.exec(text)?.[1] ?? 0);
}

/** Writes the tables of a snapshot into a new file. */
export async function dumpDatabase(
  place: DatabasePlace,
  { id, engine }: ExportedSnapshot,
  file: string,
): Promise<void> {
  const args = ["--format=custom", "--no-owner", "--no-privileges", `--schema=${place.schema}`, `--snapshot=${id}`];
  const child = start("pg_dump", [...args, "--no-password"], { place, engine });
  child.stdin.end();
  // Through this process: the program ends with it.
  await Promise.all([
    pipeline(child.stdout, createWriteStream(file, { flags: "wx", mode: 0o600 })),
    ended(child, place),
  ]);
}

/** Fills an empty schema from the file of a dump, in one transaction. */
export async function fillDatabase(place: DatabasePlace, engine: string, file: string): Promise<void> {
  const { pathname } = new URL(place.url);
  const args = ["--no-owner", "--no-privileges", "--single-transaction", `--schema=${place.schema}`];
  const database = decodeURIComponent(pathname.slice(1));
  const child = start("pg_restore", [...args, `--dbname=${database}`], { place, engine });
  child.stdout.resume();
  // One that fails closes its input: its own words say why.
  await Promise.all([pipeline(createReadStream(file), child.stdin).catch(() => undefined), ended(child, place)]);
}

/** Its sessions have the name of the program: that of a command that was killed may work on (`sessions.ts` of the store). */
function start(program: Program, args: readonly string[], { place, engine }: { place: DatabasePlace; engine: string }) {
  const { PATH, HOME } = process.env;
  return spawn(findProgram(program, engine), args, {
    env: { PATH, HOME, LC_ALL: "C", PGAPPNAME: `hansa ${program}`, ...connectionVariables(place) },
  });
}

type Child = ReturnType<typeof start>;

async function ended(child: Child, place: DatabasePlace): Promise<void> {
  const fault = lastText(child.stderr);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code === 0) return;
  const program = path.basename(child.spawnfile);
  const line = (await fault).trim().split("\n").join(" ");
  throw new CommandFailure(`${program} of ${nameOfPlace(place)} failed: ${line}`);
}

async function lastText(stream: Readable): Promise<string> {
  let text = "";
  for await (const chunk of stream) text = `${text}${String(chunk)}`.slice(-maxFault);
  return text;
}

/** The address in the variables of libpq. */
function connectionVariables({ url }: DatabasePlace): Record<string, string> {
  const address = new URL(url);
  const { searchParams } = address;
  const mode = searchParams.get("sslmode");
  const variables = {
    PGHOST: address.hostname.replace(/^\[|\]$/g, ""),
    PGPORT: address.port || "5432",
    PGUSER: decodeURIComponent(address.username),
    PGPASSWORD: decodeURIComponent(address.password),
    PGDATABASE: decodeURIComponent(address.pathname.slice(1)),
    // Without a certificate of an authority, as the driver names it.
    PGSSLMODE: mode === "no-verify" ? "require" : mode,
    PGSSLROOTCERT: searchParams.get("sslrootcert"),
    PGSSLCERT: searchParams.get("sslcert"),
    PGSSLKEY: searchParams.get("sslkey"),
    PGCONNECT_TIMEOUT: "10",
  };
  return Object.fromEntries(Object.entries(variables).flatMap(([name, value]) => (value ? [[name, value]] : [])));
}
