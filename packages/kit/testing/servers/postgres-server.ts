/** A private server of PostgreSQL: the distribution's programs in a temporary folder, on a free port, ended with this process. */
import { type ChildProcessWithoutNullStreams, execFile as execute, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, globSync } from "node:fs";
import { Socket } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { freePort } from "../ports.ts";
import { temporaryFolder } from "../subgraph-client.ts";

const execFile = promisify(execute);
const ambient: { PATH?: string | undefined } = process.env;

export type PostgresServer = {
  /** The folder of its programs. */
  programs: string;
  port: number;
  /** The address of its superuser. No password is asked for: it listens on this machine alone. */
  administrator: string;
  /**
   * Executes a line of the shell as the user of the server, in the folder that has its data as `data`; `$programs` are its programs, `$port` its
   * port. Resolves with what the line printed; rejects with its errors if it failed.
   */
  execute(line: string): Promise<string>;
  /** Ends it at once, without a checkpoint, and removes its folder. */
  stop(): Promise<void>;
};

type Options = {
  /** The folder of its programs (`findPrograms`). */
  programs: string;
  /** More options of the server, such as `-c wal_level=replica`. */
  options?: string;
  /** The server that it is a copy of, and follows as a standby of this name. */
  primary?: { port: number; name: string };
};

/** The folder of the newest server's programs, null without one. Debian has no server on the search path. */
export function findPrograms({ PATH = "" }: { PATH?: string | undefined } = ambient): string | null {
  const ofDebian = globSync("/usr/lib/postgresql/*/bin").sort((one, other) => versionIn(other) - versionIn(one));
  const isComplete = (folder: string) => ["initdb", "pg_ctl"].every((name) => existsSync(path.join(folder, name)));
  return [...ofDebian, ...PATH.split(path.delimiter)].find(isComplete) ?? null;
}

function versionIn(folder: string): number {
  return Number.parseFloat(path.basename(path.dirname(folder)));
}

/** Data of its own, or those of the primary. */
const initialise = `"$programs/initdb" -D data -U postgres -E UTF8 --locale=C -A trust --no-sync`;
const copy = `"$programs/pg_basebackup" -D data -R -X stream -c fast -d "host=127.0.0.1 port=$primary user=postgres application_name=$name"`;

/**
 * The shell that owns the server: it ends the server and removes the folder once its standard input closes, which the system does however the
 * process ends that started it.
 */
const keeper = `
  trap '' PIPE
  trap 'rm -rf "$folder"' EXIT
  { eval "$begin" && "$programs/pg_ctl" start -w -D data -l log -o "-h 127.0.0.1 -p $port -k '' $options"; } >steps 2>&1 ||
    { cat steps >&2; [ ! -f log ] || cat log >&2; exit 1; }
  echo ready
  cat >/dev/null
  "$programs/pg_ctl" stop -D data -m immediate >steps 2>&1
`;

/** Stores of tests are many and small. A commit waits for the disk as in a shop: one without is refused. */
const settings = "-c max_connections=400 -c max_locks_per_transaction=256 -c shared_buffers=64MB -c jit=off";

/** Starts a private server on a free port, as an ordinary user. */
export async function startPostgres({ programs, options = "", primary }: Options): Promise<PostgresServer> {
  const { path: folder } = temporaryFolder();
  const user = ordinaryUser();
  if (user) chownSync(folder, user.uid, user.gid);
  const port = await freePort();
  const env = { PATH: ambient.PATH, LC_ALL: "C", programs, port: String(port) };
  const begin = primary
    ? { begin: copy, primary: String(primary.port), name: primary.name }
    : { begin: initialise, primary: "", name: "" };
  const shell = spawn("/bin/sh", ["-c", keeper], {
    ...user,
    cwd: folder,
    // A group of its own: an interrupt from the terminal is for the tests, and their end is the server's.
    detached: true,
    env: { ...env, ...begin, folder, options: `${settings} ${options}` },
  });
  const faults = text(shell.stderr);
  const [isReady] = await Promise.race([once(shell.stdout, "data"), once(shell, "close")]);
  if (!(isReady instanceof Buffer)) throw new Error(`PostgreSQL did not start: ${await faults}`);
  unref(shell);
  return {
    programs,
    port,
    administrator: `postgres://postgres@127.0.0.1:${port}/postgres`,
    execute: async (line) => (await execFile("/bin/sh", ["-c", line], { ...user, cwd: folder, env })).stdout,
    stop: async () => {
      shell.ref();
      shell.stdin.end();
      await once(shell, "exit");
    },
  };
}

/** It does not keep this process alive. */
function unref(shell: ChildProcessWithoutNullStreams): void {
  shell.unref();
  for (const stream of [shell.stdin, shell.stdout, shell.stderr]) if (stream instanceof Socket) stream.unref();
}

/** The user of the server where this process is root's, which PostgreSQL refuses. */
function ordinaryUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ["postgres", "nobody"]) {
    const [uid, gid] = ["-u", "-g"].map((option) =>
      spawnSync("id", [option, name], { encoding: "utf8" }).stdout.trim(),
    );
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error("PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody");
}
