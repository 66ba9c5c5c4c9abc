/** Tasks of `turbo dev` in a copy of the repository, which a test edits and stops as Ctrl-C does. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { familyOf } from "../../host/processes/process-tree.ts";

export type DevTasks = {
  /** Everything that was printed. */
  output(): string;
  /** The ids of all processes: turbo, npm, the tasks, and the processes that those started. */
  processes(): number[];
  /** Sends the signal to the whole group of processes, as a terminal does, and waits until turbo has ended. */
  stop(signal?: NodeJS.Signals): Promise<void>;
};

/** Starts the tasks of these workspaces with this environment. */
export function startTasks(checkout: string, names: readonly string[], environment: NodeJS.ProcessEnv): DevTasks {
  const filters = names.map((name) => `--filter=@hansa/${name}`);
  // The files that the preparation makes are those of the copy.
  const child = spawn(
    process.execPath,
    ["node_modules/.bin/turbo", "run", "dev", "--only", "--log-order=stream", ...filters],
    {
      cwd: checkout,
      env: {
        ...process.env,
        PATH: `${path.dirname(process.execPath)}:${process.env.PATH}`,
        TURBO_TELEMETRY_DISABLED: "1",
        CI: "true",
        ...environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output += String(chunk);
    });
  return {
    output: () => {
      if (hasEnded(child)) throw new Error(`turbo has ended:\n${output}`);
      return output;
    },
    processes: () => (child.pid === undefined ? [] : familyOf(child.pid)),
    stop: async (signal = "SIGINT") => {
      if (child.pid === undefined || hasEnded(child)) return;
      const ended = once(child, "exit");
      process.kill(-child.pid, signal);
      await ended;
    },
  };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Those of these processes that still live. */
export function livingOf(processes: readonly number[]): number[] {
  return processes.filter((pid) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  });
}

/** The files of a copy, by their paths in it. */
export function filesOf(checkout: string) {
  const at = (file: string) => path.join(checkout, file);
  return {
    read: (file: string) => readFileSync(at(file), "utf8"),
    write: (file: string, text: string) => writeFileSync(at(file), text),
    /** As git does it: another file takes the place of the old one, with an old time of modification. */
    replace: (file: string, text: string) => {
      writeFileSync(at(`${file}.new`), text);
      utimesSync(at(`${file}.new`), 1_700_000_000, 1_700_000_000);
      renameSync(at(`${file}.new`), at(file));
    },
  };
}

/** The JSON of an answer to a GraphQL query, as text. */
export async function askAt(port: number, query: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  return response.text();
}

/** Asks one question after the other; the answers that are not data alone are what `stop` gives. */
export function askRepeatedly(port: number, query: string): { stop(): Promise<string[]> } {
  const refused: string[] = [];
  let isStopped = false;
  const asking = (async () => {
    while (!isStopped) {
      const answer = await askAt(port, query).catch((error: unknown) => String(error));
      if (!answer.startsWith('{"data":')) refused.push(answer);
      await pause(20);
    }
  })();
  return {
    stop: async () => {
      isStopped = true;
      await asking;
      return refused;
    },
  };
}
