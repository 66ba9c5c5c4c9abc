/**
 * Planning in a process of its own, within limits of time and memory: the planner may take minutes or gigabytes for one small operation. No thread:
 * one large array beyond the limit of a thread ends the whole process.
 */
import { type ChildProcess, fork } from "node:child_process";
import { getCompileCacheDir } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { graphqlError } from "@hansa/kit/graphql/operation/coded-errors";
import type { Runtime } from "@hansa/kit/runtime/runtime";
import type { DocumentNode } from "graphql";
import { z } from "zod";
import { refusalOf } from "../execution/refused-plans.ts";
import { type CpuTimeOf, cpuTimePrecisionMs, readCpuTime } from "./cpu-time.ts";
import type { QueryPlan, Supergraph } from "./elastic.ts";
import { openPlanBuilder } from "./plan-builder.ts";

/** A plan, and its length as JSON, by which its memory is estimated. */
type Planned = { plan: QueryPlan; characters: number };

export type Planner = {
  /** Plans a document without fragments and conditions. Rejects with a coded error for the client. */
  plan(document: DocumentNode): Promise<Planned>;
  /** Starts the process before the first document comes. */
  start(): void;
  /** Ends the process once nothing waits for it: the graph was replaced, or the router stops. */
  retire(): void;
};

/** Opens the planner of a supergraph. */
export type OpenPlanner = (sdl: string, supergraph: Supergraph) => Planner;

/** Planning in this process, without limits: for tests and measurements. */
export const planHere: OpenPlanner = (_sdl, supergraph) => {
  const plan = openPlanBuilder(supergraph);
  return {
    plan: async (document) => {
      const made = plan(document);
      return { plan: made, characters: JSON.stringify(made).length };
    },
    start: () => {},
    retire: () => {},
  };
};

const plannerAnswer = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ready") }),
  z.object({ kind: z.literal("planned"), plan: z.string() }),
  z.object({ kind: z.literal("failed"), fault: z.string(), isRange: z.boolean() }),
]);
export type PlannerAnswer = z.infer<typeof plannerAnswer>;

/** The CPU time for one plan; our largest page takes a tenth of it. */
const deadlineMs = 1_000;
/** The time in all: on a busy machine, the process waits for a processor. */
const maxElapsedMs = 10_000;
/** The most documents that wait for the process: the last of them is planned after a tolerable time. */
const maxWaiting = 100;
/**
 * The most characters of their JSON. The router holds three to four bytes more for each while its document waits. A hundred of our pages take
 * three million; one document of a client takes at most 400,000.
 */
const maxWaitingCharacters = 4 * 1024 * 1024;
/** The options of the process: the most memory of its heap in MB; it starts with 40 of the old generation. */
const heapLimits = ["--max-old-space-size=128", "--max-semi-space-size=4"];

/** `text` is the document as JSON. */
type Task = { text: string; resolve: (planned: Planned) => void; reject: (error: Error) => void };

/** Opens the planning of one supergraph in a process, which starts with `start` or with the first document. */
export function processPlanner(
  runtime: Pick<Runtime, "startTimer" | "monotonic">,
  cpuTimeOf: CpuTimeOf = readCpuTime,
): OpenPlanner {
  return (sdl) => {
    const waiting: Task[] = [];
    let waitingCharacters = 0;
    let child: { process: ChildProcess; isReady: boolean } | undefined;
    let running: { task: Task; stopTimer: () => void } | undefined;
    let isRetired = false;

    function start(): void {
      if (child) return;
      const started = startProcess(sdl);
      child = { process: started, isReady: false };
      started.on("message", (message) => take(started, plannerAnswer.parse(message)));
      started.on("error", (error) => lose(started, error));
      started.on("exit", () => lose(started, new Error("the planner ended, most likely for want of memory")));
    }

    function take(from: ChildProcess, answer: PlannerAnswer): void {
      if (child?.process !== from) return;
      if (answer.kind === "ready") child.isReady = true;
      else {
        const ended = endRunning();
        if (answer.kind === "failed") ended?.reject(refusalOfFault(answer));
        else ended?.resolve({ plan: JSON.parse(answer.plan), characters: answer.plan.length });
      }
      next();
    }

    /** After its memory or its time is used up, a process is replaced; documents that wait are planned by the next one. */
    function lose(lost: ChildProcess, cause: Error): void {
      if (child?.process !== lost) return;
      const { isReady } = child;
      child = undefined;
      lost.kill("SIGKILL");
      endRunning()?.reject(tooComplex(cause));
      // A process that cannot start is not started again and again.
      if (!isReady) for (let task = dequeue(); task; task = dequeue()) task.reject(cause);
      else if (!isRetired || waiting.length > 0) start();
    }

    function endRunning(): Task | undefined {
      const task = running?.task;
      running?.stopTimer();
      running = undefined;
      return task;
    }

    function dequeue(): Task | undefined {
      const task = waiting.shift();
      waitingCharacters -= task?.text.length ?? 0;
      return task;
    }

    function next(): void {
      if (running || !child) return;
      if (isRetired && waiting.length === 0) {
        child.process.kill("SIGKILL");
        child = undefined;
        return;
      }
      const task = child.isReady ? dequeue() : undefined;
      if (!task) return;
      const { process } = child;
      const startedAt = runtime.monotonic();
      const before = cpuTimeOf(process.pid);
      const started = { task, stopTimer: runtime.startTimer(deadlineMs, check) };
      running = started;
      process.send(task.text);

      /** Where the CPU time is unknown, the elapsed time counts. */
      function check(): void {
        const elapsedMs = runtime.monotonic() - startedAt;
        const spentMs = (cpuTimeOf(process.pid) ?? elapsedMs) - (before ?? 0);
        const leftMs = Math.min(deadlineMs - spentMs, maxElapsedMs - elapsedMs);
        if (leftMs < cpuTimePrecisionMs) lose(process, new Error("planning took too long"));
        else started.stopTimer = runtime.startTimer(leftMs, check);
      }
    }

    return {
      start,
      plan: (document) =>
        new Promise((resolve, reject) => {
          const text = JSON.stringify(document);
          const isFull = waiting.length >= maxWaiting || waitingCharacters + text.length > maxWaitingCharacters;
          if (isFull) return reject(overloaded());
          waiting.push({ text, resolve, reject });
          waitingCharacters += text.length;
          start();
          next();
        }),
      retire: () => {
        isRetired = true;
        next();
      },
    };
  };
}

/** The file of the process; a build puts it beside the program. */
const file = fileURLToPath(new URL("./planner-process.ts", import.meta.url));

/** Starts the process with the supergraph; it does not keep the router alive. */
function startProcess(sdl: string): ChildProcess {
  const cache = getCompileCacheDir();
  // Node names a folder for its version inside the one that was asked for.
  const started = fork(file, cache ? [path.dirname(cache)] : [], {
    execArgv: heapLimits,
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  started.send(sdl);
  started.unref();
  started.channel?.unref();
  return started;
}

function tooComplex(cause: Error): Error {
  return graphqlError("OPERATION_TOO_LARGE", "The operation is too complex to be planned.", {}, cause);
}

function overloaded(): Error {
  return graphqlError("OVERLOADED", "Too many new operations wait to be planned. Ask again.");
}

function refusalOfFault({ fault, isRange }: Extract<PlannerAnswer, { kind: "failed" }>): Error {
  const cause = new Error(fault);
  if (isRange) return tooComplex(cause);
  const unknown = () => graphqlError("OPERATION_NOT_SUPPORTED", "The operation cannot be planned.", {}, cause);
  return refusalOf(cause) ?? unknown();
}
