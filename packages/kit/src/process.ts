/** The life of a process: it starts or says plainly why not, survives a request's fault, and stops within seconds when it is told to. */
import { raiseAlarm } from "./alarm.ts";
import { ConfigError } from "./config.ts";
import { receiveDevelopmentFaults } from "./development-fault.ts";
import { explainFailure } from "./failure.ts";
import { createLog, type Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { currentTrace, type Trace } from "./trace.ts";

/** Where a process logs and counts its alarms. */
export type Alarms = { log: Log; metrics: Pick<Metrics, "countAlarm"> };
/** Something that runs until it is stopped. Without `alarms` they are only logged. */
export type Running = { stop(): Promise<void>; alarms?: Alarms };

/** After this the process ends even if something did not let go. */
const patienceMs = 4_000;

/**
 * Runs `start`, then waits for SIGTERM or SIGINT. A wrong setting and a failure of the machine are one line at the start, and the exit code is 1. An unhandled
 * rejection that belongs to a request raises an alarm, once for each request; any other raises one and ends the process.
 */
export async function runProcess(name: string, start: () => Promise<Running>): Promise<void> {
  let alarms: Alarms = { log: createLog(name, "fatal"), metrics: { countAlarm: () => undefined } };
  const known = new WeakSet<Trace>();
  process.on("unhandledRejection", (reason) => reportRejection(alarms, known, reason));
  receiveDevelopmentFaults();
  // Stores, mail, pictures and logs are for the account that runs the shop alone.
  process.umask(0o077);
  try {
    const running = await start();
    alarms = running.alarms ?? alarms;
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

/** Node runs the handler in the context of the promise: the trace is that of the request in which it was made. */
function reportRejection(alarms: Alarms, known: WeakSet<Trace>, reason: unknown): void {
  const err = reason instanceof Error ? reason : new Error(String(reason));
  const trace = currentTrace();
  if (!trace || trace.door === "job") {
    raiseAlarm(alarms, "unhandled-rejection", { err }, "unhandled rejection outside any request: the process ends");
    process.exit(1);
  }
  if (known.has(trace)) return;
  known.add(trace);
  raiseAlarm(alarms, "unhandled-rejection", { err }, "unhandled rejection in a request: the process goes on");
}

function fail(name: string, error: unknown): never {
  process.stderr.write(`${name}: ${explain(error)}\n`);
  process.exit(1);
}

function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (!(error instanceof Error)) return String(error);
  return explainFailure(error) ?? error.stack ?? error.message;
}
