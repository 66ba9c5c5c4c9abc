/**
 * The process of the planner as its router sees it: it plans one document after the other, within limits of time and memory. No thread: one large
 * array beyond the limit of a thread ends the whole process.
 */
import { type ChildProcess, fork } from "node:child_process";
import { getCompileCacheDir } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Runtime } from "@hansa/kit/runtime";
import { z } from "zod";
import { type CpuTimeOf, cpuTimePrecisionMs, readCpuTime } from "./cpu-time.ts";
import { endForTime, endOfProcess, type PlannerEnd, type PlanTime } from "./planner-end.ts";

const plannerResponse = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ready") }),
  z.object({ kind: z.literal("planned"), plan: z.string() }),
  z.object({ kind: z.literal("failed"), fault: z.string(), isRange: z.boolean() }),
]);
export type PlannerResponse = z.infer<typeof plannerResponse>;

/** The most CPU time of one plan; our largest page takes a tenth of it. */
const usualPlannerMs = 1_000;
/** The time in all is so many times longer. */
const elapsedFactor = 10;
/** The time of a start: two seconds on a busy machine, more with a large graph. */
const maxStartMs = 60_000;
/** The most memory of the old generation of its heap, in MB: for the usual time, which grows with it, and for any time. It starts with 40. */
const [usualHeapMb, maxHeapMb] = [128, 1_024];

/** The limits of the process's heap for this time of a plan: what a plan keeps grows while it is made. */
function heapLimits(plannerMs: number): string[] {
  const mb = Math.min(maxHeapMb, usualHeapMb * Math.ceil(plannerMs / usualPlannerMs));
  return [`--max-old-space-size=${mb}`, `--max-semi-space-size=${mb / 32}`];
}

/** `plannerMs`: the most CPU time of one plan, in milliseconds. */
export type PlannerOptions = { plannerMs?: number | undefined; cpuTimeOf?: CpuTimeOf };

/** The outcome of one document. */
export type PlanOutcome = Exclude<PlannerResponse, { kind: "ready" }>;

/** Called by a process until it has ended or was stopped. */
export type PlannerEvents = {
  ready(): void;
  /** It has made the plan, or has not. */
  finished(outcome: PlanOutcome): void;
  /** It has ended by itself, or for a limit of time; `wasReady`: after it was ready. */
  ended(end: PlannerEnd, wasReady: boolean): void;
};

export type PlannerChild = {
  isReady(): boolean;
  /** Plans a document as JSON; it must be ready and plan nothing else. */
  plan(text: string): void;
  /** Ends the process at once. */
  stop(): void;
};

/** Starts a process for the planning of one supergraph. */
export function startPlanner(
  runtime: Pick<Runtime, "startTimer" | "monotonic">,
  sdl: string,
  { plannerMs = usualPlannerMs, cpuTimeOf = readCpuTime }: PlannerOptions,
  events: PlannerEvents,
): PlannerChild {
  const mostTime: PlanTime = { cpuMs: plannerMs, elapsedMs: plannerMs * elapsedFactor };
  const child = startProcess(sdl, heapLimits(plannerMs));
  let state: "starting" | "ready" | "over" = "starting";
  /** Stops the timer of the start, or of the document that it plans. */
  let stopTimer = runtime.startTimer(maxStartMs, () =>
    end({ cause: `no planner was ready after ${maxStartMs} ms`, isByDocument: false }),
  );
  child.on("message", (message) => take(plannerResponse.parse(message)));
  child.on("error", ({ message }) => end({ cause: message, isByDocument: false }));
  child.on("exit", (code, signal) => end(endOfProcess(code, signal)));

  function take(response: PlannerResponse): void {
    if (state === "over") return;
    stopTimer();
    if (response.kind !== "ready") events.finished(response);
    else {
      state = "ready";
      events.ready();
    }
  }

  function plan(text: string): void {
    const startedAt = runtime.monotonic();
    const before = cpuTimeOf(child.pid);
    stopTimer = runtime.startTimer(mostTime.cpuMs, check);
    child.send(text);

    function check(): void {
      const elapsedMs = runtime.monotonic() - startedAt;
      const now = cpuTimeOf(child.pid);
      const cpuMs = before === undefined || now === undefined ? undefined : now - before;
      const late = endForTime({ cpuMs, elapsedMs }, mostTime, cpuTimePrecisionMs);
      const leftMs = Math.min(mostTime.cpuMs - (cpuMs ?? elapsedMs), mostTime.elapsedMs - elapsedMs);
      if (late) end(late);
      else stopTimer = runtime.startTimer(leftMs, check);
    }
  }

  function end(reason: PlannerEnd): void {
    if (state === "over") return;
    const wasReady = state === "ready";
    stop();
    // A process that is not ready has no document.
    events.ended({ ...reason, isByDocument: wasReady && reason.isByDocument }, wasReady);
  }

  function stop(): void {
    state = "over";
    stopTimer();
    child.kill("SIGKILL");
  }

  return { isReady: () => state === "ready", plan, stop };
}

/** The file of the process; a build puts it beside the program. */
const file = fileURLToPath(new URL("./planner-process.ts", import.meta.url));

/** Starts the process with the supergraph; it does not keep the router alive. */
function startProcess(sdl: string, execArgv: string[]): ChildProcess {
  const cache = getCompileCacheDir();
  // Node names a folder for its version inside the one that was asked for.
  const started = fork(file, cache ? [path.dirname(cache)] : [], {
    execArgv,
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  started.send(sdl);
  started.unref();
  started.channel?.unref();
  return started;
}
