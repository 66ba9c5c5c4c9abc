/** The life of a process: it starts or explains why not, survives errors of a request, and stops in steps. */
import { setTimeout as pause } from "node:timers/promises";
import { explainFailure } from "../command-line/failure.ts";
import { requestsEndWithinMs } from "../http/lifecycle.ts";
import { type AlarmDeps, raiseAlarm } from "../runtime/alarms.ts";
import { ConfigError } from "../runtime/config-error.ts";
import { createLog } from "../runtime/log.ts";
import { systemRuntime } from "../runtime/runtime.ts";
import { outsideStore } from "../runtime/store-work.ts";
import { currentTrace, type Recording, type Trace } from "../runtime/trace.ts";
import { startTracing } from "../tracing/start.ts";
import { readDrainMs } from "./config.ts";

/** Where a process raises its alarms; `write` writes their rows, as far as the store takes them. */
export type Alarms = AlarmDeps & { write(): Promise<void> };
/** A running service. Without `drain` it has no callers that could turn away; without `alarms`, alarms are only logged. */
export type Running = { drain?(): void; stop(): Promise<void>; alarms?: Alarms };

/** This long after closing has started the process ends even if something has not stopped. */
export const stopTimeoutMs = requestsEndWithinMs + 3_000;

/**
 * Runs `start`, then waits for SIGTERM, which drains and stops it, or for SIGINT, which stops it at once; one more signal ends it. A signal during
 * the start waits for the end of the start. A wrong setting or a failure of the machine at the start is one line with exit code 1. An unhandled
 * rejection of a request raises one alarm per request; any other raises an alarm and ends the process.
 */
export async function runProcess(name: string, start: () => Promise<Running>): Promise<void> {
  let alarms: Alarms = {
    log: createLog(name, "fatal"),
    metrics: { countAlarm: () => undefined },
    write: async () => undefined,
  };
  const known = new WeakSet<Trace | Recording>();
  process.on("unhandledRejection", (reason) => outsideStore(() => reportRejection(alarms, known, reason)));
  // Stores, mail, pictures and logs are for the account that runs the shop alone.
  process.umask(0o077);
  try {
    const warn = (fault: string) => alarms.log.warn({ fault }, "traces: export failed");
    const stopTracing = await startTracing(name, { runtime: systemRuntime, warn });
    let isStopping = false;
    // Before the start, since the listeners open before it is complete.
    onStopSignal(["SIGTERM", "SIGINT"], (signal) => {
      if (isStopping) process.exit(1);
      isStopping = true;
      starting
        .then((running) => stop(running, signal))
        .then(stopTracing)
        .then(
          () => process.exit(0),
          (error) => fail(name, error),
        );
    });
    const starting = start();
    alarms = (await starting).alarms ?? alarms;
  } catch (error) {
    fail(name, error);
  }
}

/** A signal that comes again within this time is the same one. */
const sameSignalMs = 500;

/**
 * Calls `handle` with each signal to stop, and once for those that come almost together: a terminal or a service manager signals all processes of
 * a group, and npm and our supervisor pass theirs on.
 */
export function onStopSignal<Signal extends NodeJS.Signals>(
  signals: readonly Signal[],
  handle: (signal: Signal) => void,
): void {
  let isHandled = false;
  for (const signal of signals) {
    process.on(signal, () => {
      if (isHandled) return;
      isHandled = true;
      setTimeout(() => {
        isHandled = false;
      }, sameSignalMs).unref();
      handle(signal);
    });
  }
}

async function stop(running: Running, signal: NodeJS.Signals): Promise<void> {
  const drainMs = running.drain && signal === "SIGTERM" ? readDrainMs() : 0;
  if (drainMs > 0) {
    running.drain?.();
    await pause(drainMs);
  }
  setTimeout(() => process.exit(1), stopTimeoutMs).unref();
  await running.stop();
}

/** Node runs the handler in the context of the promise: the trace is that of the request in which it was made. */
function reportRejection(alarms: Alarms, known: WeakSet<Trace | Recording>, reason: unknown): void {
  const err = reason instanceof Error ? reason : new Error(String(reason));
  const trace = currentTrace();
  if (!trace || trace.entry === "job") {
    raiseAlarm(
      alarms,
      { name: "unhandled_rejection" },
      { err },
      "process: unhandled rejection outside any request, process ends",
    );
    endAfterAlarm(alarms);
    return;
  }
  // Each span has a trace of its own.
  const request = trace.span?.recording ?? trace;
  if (known.has(request)) return;
  known.add(request);
  const alarm = { name: "unhandled_rejection" } as const;
  raiseAlarm(alarms, alarm, { err }, "process: unhandled rejection in a request, process continues");
}

/** How long a process that ends by an alarm waits for the row of the alarm. */
const alarmWriteMs = 1_000;

/** Ends the process with exit code 1 once its alarms are written; without them if the store does not take them within a second. */
function endAfterAlarm({ write }: Pick<Alarms, "write">): void {
  void Promise.race([write(), pause(alarmWriteMs)]).finally(() => process.exit(1));
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
