/** The life of a process: it starts or says plainly why not, and stops within seconds when it is told to. */
import { ConfigError } from "./config.ts";

/** Something that runs until it is stopped. */
export type Running = { stop(): Promise<void> };

/** After this the process ends even if something did not let go. */
const patienceMs = 4_000;

/** Runs `start`, then waits for SIGTERM or SIGINT. A fault at the start is printed without a stack, and the exit code is 1. */
export async function runProcess(name: string, start: () => Promise<Running>): Promise<void> {
  try {
    const running = await start();
    const stop = () => {
      setTimeout(() => process.exit(1), patienceMs).unref();
      running.stop().then(
        () => process.exit(0),
        (error) => fail(name, error),
      );
    };
    process.once("SIGTERM", stop);
    process.once("SIGINT", stop);
  } catch (error) {
    fail(name, error);
  }
}

function fail(name: string, error: unknown): never {
  process.stderr.write(`${name}: ${explain(error)}\n`);
  process.exit(1);
}

function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "EADDRINUSE" && "port" in error) {
    return `port ${String(error.port)} is in use. Stop what listens there, or choose another HANSA_PORT.`;
  }
  return error.stack ?? error.message;
}
