/** Tasks of `turbo dev` in a copy of the repository, which a test edits and stops as Ctrl-C does. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { never } from "@hansa/client/polling";
import { explainError } from "@hansa/kit/command-line";
import { longDeadlines } from "@hansa/kit/testing";
import { familyOf } from "../../../cli/host/processes/process-tree.ts";
import { root } from "../../../cli/host/shop.mjs";

export type DevTasks = {
  /** Everything that was printed. */
  output(): string;
  /** Repeats a check until it passes. Rejects with the output when turbo has ended, and after ten minutes. */
  until(check: () => void | Promise<void>): Promise<void>;
  /** The same after a start or a good edit: a process that ends by itself rejects at once. */
  untilServed(check: () => void | Promise<void>): Promise<void>;
  /** The ids of all processes: turbo, npm, the tasks, and the processes that those started. */
  processes(): number[];
  /** Sends the signal to the whole group of processes, as a terminal does, and waits until turbo has ended; if it has already, ends the rest of them. */
  stop(signal?: NodeJS.Signals): Promise<void>;
};

const lookEveryMs = 50;
const ended = /^@hansa\/\w+:dev: ended \(/m;
const equalPriority = pathToFileURL(path.join(root, "packages/kit/testing/processes/equal-priority.ts")).href;

/** Ends the group of a process when this one has ended, however it did: turbo waits for its tasks, and hears of nothing else. */
function endWithThisProcess(leader: ChildProcess): void {
  const program = `process.once("disconnect", () => process.kill(-${leader.pid}, "SIGTERM"))`;
  const keeper = spawn(process.execPath, ["--eval", program], {
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    detached: true,
  });
  leader.once("exit", () => keeper.kill());
}

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
        ...longDeadlines,
        NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --import=${equalPriority}`,
        ...environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    },
  );
  endWithThisProcess(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output += String(chunk);
    });
  function requireRunning(): string {
    if (hasEnded(child)) throw new Error(`turbo has ended:\n${output}`);
    return output;
  }

  async function until(check: () => void | Promise<void>, from = Number.POSITIVE_INFINITY): Promise<void> {
    const endsAt = performance.now() + never.ofProcesses;
    for (;;) {
      if (ended.test(requireRunning().slice(from))) throw new Error(`a process has ended:\n${output}`);
      try {
        await check();
        return;
      } catch (error) {
        if (performance.now() > endsAt) throw new Error(`${explainError(error)}\n${output}`, { cause: error });
      }
      await pause(lookEveryMs);
    }
  }

  return {
    output: requireRunning,
    until: (check) => until(check),
    untilServed: (check) => until(check, output.length),
    processes: () => (child.pid === undefined ? [] : familyOf(child.pid)),
    stop: async (signal = "SIGINT") => {
      if (child.pid === undefined) return;
      if (hasEnded(child)) return endRest(child.pid);
      const stopped = once(child, "exit");
      process.kill(-child.pid, signal);
      await stopped;
    },
  };
}

/** Ends what a turbo that was killed has left of its group. */
function endRest(group: number): void {
  try {
    process.kill(-group, "SIGKILL");
  } catch {
    // None of them lives.
  }
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
  const originals = new Map<string, string | undefined>();
  const textOf = (file: string) => (existsSync(at(file)) ? readFileSync(at(file), "utf8") : undefined);
  const keep = (file: string) => void (originals.has(file) || originals.set(file, textOf(file)));
  return {
    read: (file: string) => readFileSync(at(file), "utf8"),
    write: (file: string, text: string) => {
      keep(file);
      writeFileSync(at(file), text);
    },
    /** As git does it: another file takes the place of the old one, with an old time of modification. */
    replace: (file: string, text: string) => {
      keep(file);
      writeFileSync(at(`${file}.new`), text);
      utimesSync(at(`${file}.new`), 1_700_000_000, 1_700_000_000);
      renameSync(at(`${file}.new`), at(file));
    },
    /** Gives each written file its first text again, and removes the new ones. True if one was different. */
    restore: (): boolean => {
      const edited = [...originals].filter(([file, text]) => text !== textOf(file));
      for (const [file, text] of edited) {
        if (text === undefined) rmSync(at(file));
        else writeFileSync(at(file), text);
      }
      return edited.length > 0;
    },
  };
}

/** The JSON of a response to a GraphQL query, as text. */
export async function askAt(port: number, query: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  return response.text();
}
