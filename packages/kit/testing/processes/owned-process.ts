/** Programs of tests: each ends with the process that started it, however that one ends. */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { systemRuntime } from "../../src/runtime/runtime.ts";

type Stream = "ignore" | "inherit" | "pipe";
type Streams = readonly [stdin: Stream, stdout: Stream, stderr: Stream];

/** As for `spawn`, without a channel: its end tells the program that this process has ended. */
export type OwnedOptions = Omit<SpawnOptions, "stdio"> & { stdio?: Streams };

export type OwnedProgram = {
  child: ChildProcess;
  /** Everything that it has printed. */
  output(): string;
  /** Waits until it has printed this. */
  printed(text: string | RegExp): Promise<void>;
  /** Repeats a check until it holds. Rejects at once, with the output, if the program ends before. */
  until(what: string, holds: () => boolean | Promise<boolean>): Promise<void>;
  /** Resolves with the exit code, once all is printed; null: a signal ended it. */
  ended(): Promise<number | null>;
  /** Sends the signal and waits for the end. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
};

const preload = fileURLToPath(new URL("./owned.mjs", import.meta.url));
const pollMs = 20;

/** Starts Node with these arguments, or a shell whose commands are of Node: it hands the channel on to them. */
export function spawnOwned(program: string, args: readonly string[], options: OwnedOptions = {}): ChildProcess {
  const { stdio = ["ignore", "pipe", "pipe"], env = process.env, ...more } = options;
  const isNode = program === process.execPath;
  const imported = ["--import", isNode ? preload : JSON.stringify(preload)];
  return spawn(program, isNode ? [...imported, ...args] : args, {
    ...more,
    env: isNode ? env : { ...env, NODE_OPTIONS: [env.NODE_OPTIONS ?? "", ...imported].join(" ") },
    stdio: [...stdio, "ipc"],
  });
}

/** Starts it likewise, and keeps what it prints. */
export function startOwned(program: string, args: readonly string[], options: OwnedOptions = {}): OwnedProgram {
  const child = spawnOwned(program, args, options);
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk) => {
      output += String(chunk);
    });
  const closed = once(child, "close");

  async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    for (;;) {
      const end = child.exitCode ?? child.signalCode;
      // Its last lines may be on their way; something that it started may keep the stream open.
      if (end !== null) await Promise.race([closed, systemRuntime.sleep(1_000)]);
      if (await holds()) return;
      if (end !== null) throw new Error(`the program ended with ${end} before ${what}:\n${output}`);
      await systemRuntime.sleep(pollMs);
    }
  }

  async function ended(): Promise<number | null> {
    await closed;
    return child.exitCode;
  }

  return {
    child,
    output: () => output,
    printed: (text) =>
      until(`it printed ${text}`, () => (typeof text === "string" ? output.includes(text) : text.test(output))),
    until,
    ended,
    stop: (signal) => {
      child.kill(signal);
      return ended();
    },
  };
}
