/**
 * Planning in a process of its own, within limits of time and memory: the planner may take minutes or gigabytes for one small operation. No thread:
 * one large array beyond the limit of a thread ends the whole process.
 */
import { type ChildProcess, fork } from "node:child_process";
import { getCompileCacheDir } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { currentSender, openFairPlaces, type Runtime, type Ticket } from "@hansa/kit/runtime";
import type { DocumentNode } from "graphql";
import { z } from "zod";
import { type CpuTimeOf, cpuTimePrecisionMs, readCpuTime } from "./cpu-time.ts";
import type { QueryPlan, Supergraph } from "./elastic.ts";
import { openPlanBuilder } from "./plan-builder.ts";
import { endForTime, endOfProcess, type PlannerEnd, type PlanTime } from "./planner-end.ts";
import { overloaded, refusalOfEnd, refusalOfFault } from "./planner-refusals.ts";

/** A plan, and its length as JSON, by which its memory is estimated. */
type Planned = { plan: QueryPlan; characters: number };

/** Plans a document without fragments and conditions. Rejects with a coded error for the client. */
export type PlanDocument = (document: DocumentNode) => Promise<Planned>;

/** A plan that was asked for. */
type PlanRequest = {
  planned: Promise<Planned>;
  /** While the document waits, lets it be planned at the turn of the current sender too, whichever comes first. */
  share(): void;
};

export type Planner = {
  /** Plans a document like `PlanDocument`, at the turn of the current sender. */
  plan(document: DocumentNode): PlanRequest;
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
  async function planNow(document: DocumentNode): Promise<Planned> {
    const made = plan(document);
    return { plan: made, characters: JSON.stringify(made).length };
  }
  return {
    plan: (document) => ({ planned: planNow(document), share: () => {} }),
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

/** The most CPU time of one plan; our largest page takes a tenth of it. */
const usualPlannerMs = 1_000;
/** The time in all is so many times longer. */
const elapsedFactor = 10;
/** The time of a start: two seconds on a busy machine, more with a large graph. */
const maxStartMs = 60_000;
/** The most documents that wait for their turn: the last of them is planned after a tolerable time. */
const maxWaiting = 100;
/**
 * The most characters of their JSON. The router holds three to four bytes more for each while its document waits. A hundred of our pages take
 * three million; one document of a client takes at most 400,000.
 */
const maxWaitingCharacters = 4 * 1024 * 1024;
/** The most memory of the old generation of its heap, in MB: for the usual time, which grows with it, and for any time. It starts with 40. */
const [usualHeapMb, maxHeapMb] = [128, 1_024];

/** The limits of the process's heap for this time of a plan: what a plan keeps grows while it is made. */
function heapLimits(plannerMs: number): string[] {
  const mb = Math.min(maxHeapMb, usualHeapMb * Math.ceil(plannerMs / usualPlannerMs));
  return [`--max-old-space-size=${mb}`, `--max-semi-space-size=${mb / 32}`];
}

/** `text` is the document as JSON. */
type Task = { text: string; resolve: (planned: Planned) => void; reject: (error: Error) => void };

/** The document whose turn it is; `stopTimer` is present once the process has it. */
type Turn = { task: Task; ticket: Ticket; stopTimer?: () => void };

/** `plannerMs`: the most CPU time of one plan, in milliseconds. */
export type PlannerOptions = { plannerMs?: number | undefined; cpuTimeOf?: CpuTimeOf };

/**
 * Opens the planning of one supergraph in a process, which starts with `start` or with the first document. Documents are planned one after the other;
 * senders take turns. When too many wait, the sender with most of them loses its last.
 */
export function processPlanner(
  runtime: Pick<Runtime, "startTimer" | "monotonic">,
  { plannerMs = usualPlannerMs, cpuTimeOf = readCpuTime }: PlannerOptions = {},
): OpenPlanner {
  const mostTime: PlanTime = { cpuMs: plannerMs, elapsedMs: plannerMs * elapsedFactor };
  return (sdl) => {
    const places = openFairPlaces(1, { maxWaiting, maxSize: maxWaitingCharacters });
    let child: { process: ChildProcess; isReady: boolean; stopTimer: () => void } | undefined;
    let turn: Turn | undefined;
    let isRetired = false;

    function start(): void {
      if (child) return;
      const started = startProcess(sdl, heapLimits(plannerMs));
      const late = () => lose(started, { cause: `no planner was ready after ${maxStartMs} ms`, isByDocument: false });
      child = { process: started, isReady: false, stopTimer: runtime.startTimer(maxStartMs, late) };
      started.on("message", (message) => take(started, plannerAnswer.parse(message)));
      started.on("error", ({ message }) => lose(started, { cause: message, isByDocument: false }));
      started.on("exit", (code, signal) => lose(started, endOfProcess(code, signal)));
    }

    function take(from: ChildProcess, answer: PlannerAnswer): void {
      if (child?.process !== from) return;
      if (answer.kind === "ready") {
        child.isReady = true;
        child.stopTimer();
        send();
      } else {
        const ended = endTurn();
        if (answer.kind === "failed") ended?.reject(refusalOfFault(answer));
        else ended?.resolve({ plan: JSON.parse(answer.plan), characters: answer.plan.length });
      }
      endIfRetired();
    }

    /** A process that has ended, or ends here, is replaced; documents that wait are planned by the next one. */
    function lose(lost: ChildProcess, end: PlannerEnd): void {
      if (child?.process !== lost) return;
      const { isReady } = child;
      drop(child);
      // A process that cannot start is not started again and again.
      if (!isReady)
        for (let task = endTurn(); task; task = endTurn()) task.reject(refusalOfEnd({ ...end, isByDocument: false }));
      else {
        endTurn()?.reject(refusalOfEnd(end));
        if (!isRetired || turn) start();
      }
    }

    function drop({ process, stopTimer }: NonNullable<typeof child>): void {
      child = undefined;
      stopTimer();
      process.kill("SIGKILL");
    }

    /** Begins the turn of a document. The process has it once it is ready. */
    function begin(task: Task, ticket: Ticket): void {
      turn = { task, ticket };
      send();
    }

    /** Ends the turn, and begins the next one. */
    function endTurn(): Task | undefined {
      const ended = turn;
      turn = undefined;
      ended?.stopTimer?.();
      if (ended) places.end(ended.ticket);
      return ended?.task;
    }

    function endIfRetired(): void {
      if (isRetired && !turn && child) drop(child);
    }

    function send(): void {
      if (!turn || !child?.isReady) return;
      const current = turn;
      const { process } = child;
      const startedAt = runtime.monotonic();
      const before = cpuTimeOf(process.pid);
      current.stopTimer = runtime.startTimer(mostTime.cpuMs, check);
      process.send(current.task.text);

      function check(): void {
        const elapsedMs = runtime.monotonic() - startedAt;
        const now = cpuTimeOf(process.pid);
        const cpuMs = before === undefined || now === undefined ? undefined : now - before;
        const end = endForTime({ cpuMs, elapsedMs }, mostTime, cpuTimePrecisionMs);
        const leftMs = Math.min(mostTime.cpuMs - (cpuMs ?? elapsedMs), mostTime.elapsedMs - elapsedMs);
        if (end) lose(process, end);
        else current.stopTimer = runtime.startTimer(leftMs, check);
      }
    }

    /** Takes the turn if it is free, or waits for it. */
    function enter(task: Task): Ticket {
      const ticket: Ticket = places.enter(currentSender(), {
        size: task.text.length,
        begin: () => begin(task, ticket),
        refuse: () => task.reject(overloaded()),
      });
      if (ticket.state === "held") begin(task, ticket);
      if (ticket.state !== "ended") start();
      return ticket;
    }

    return {
      start,
      plan: (document) => {
        const text = JSON.stringify(document);
        let share = () => {};
        const planned = new Promise<Planned>((resolve, reject) => {
          const ticket = enter({ text, resolve, reject });
          share = () => places.share(ticket, currentSender());
        });
        return { planned, share };
      },
      retire: () => {
        isRetired = true;
        endIfRetired();
      },
    };
  };
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
