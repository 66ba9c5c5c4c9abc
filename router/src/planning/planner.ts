/**
 * Planning in a process of its own, within limits of time and memory: the planner may take minutes or gigabytes for one small operation. Documents
 * wait here for their turn.
 */
import { currentSender, openFairPlaces, type Runtime, type Ticket } from "@hansa/kit/runtime";
import type { DocumentNode } from "graphql";
import type { QueryPlan, Supergraph } from "./elastic.ts";
import { openPlanBuilder } from "./plan-builder.ts";
import {
  type PlannerChild,
  type PlannerEvents,
  type PlannerOptions,
  type PlanOutcome,
  startPlanner,
} from "./planner-child.ts";
import type { PlannerEnd } from "./planner-end.ts";
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

/** The most documents that wait for their turn: the last of them is planned after a tolerable time. */
const maxWaiting = 100;
/**
 * The most characters of their JSON. The router holds three to four bytes more for each while its document waits. A hundred of our pages take
 * three million; one document of a client takes at most 400,000.
 */
const maxWaitingCharacters = 4 * 1024 * 1024;

/** `text` is the document as JSON. */
type Task = { text: string; resolve: (planned: Planned) => void; reject: (error: Error) => void };

/** The document whose turn it is: the process has it, or will once it is ready. */
type Turn = { readonly task: Task; readonly ticket: Ticket };

/**
 * Opens the planning of one supergraph in a process, which starts with `start` or with the first document. Documents are planned one after the other;
 * senders take turns. When too many wait, the sender with most of them loses its last.
 */
export function processPlanner(
  runtime: Pick<Runtime, "startTimer" | "monotonic">,
  options: PlannerOptions = {},
): OpenPlanner {
  return (sdl) => openTurns((events) => startPlanner(runtime, sdl, options, events));
}

/** Opens the turns of documents at a process, which is replaced when it ends. */
function openTurns(startChild: (events: PlannerEvents) => PlannerChild): Planner {
  const places = openFairPlaces(1, { maxWaiting, maxSize: maxWaitingCharacters });
  let child: PlannerChild | undefined;
  let turn: Turn | undefined;
  let isRetired = false;

  function start(): void {
    if (isRetired && !turn) return;
    child ??= startChild({ ready: send, finished: finish, ended: replace });
  }

  /** Gives the process the document whose turn it is, once it is ready. */
  function send(): void {
    if (turn && child?.isReady()) child.plan(turn.task.text);
  }

  function finish(outcome: PlanOutcome): void {
    const ended = endTurn();
    if (ended) settle(ended, outcome);
    endIfRetired();
  }

  /** Replaces a process that has ended: documents that wait are planned by the next one. */
  function replace(end: PlannerEnd, wasReady: boolean): void {
    child = undefined;
    endTurn()?.reject(refusalOfEnd(end));
    if (wasReady) start();
    // One that cannot start is not started again and again.
    else while (turn) endTurn()?.reject(refusalOfEnd(end));
  }

  function begin(task: Task, ticket: Ticket): void {
    turn = { task, ticket };
    send();
  }

  /** Ends the turn, and begins the next one. */
  function endTurn(): Task | undefined {
    const ended = turn;
    turn = undefined;
    if (ended) places.end(ended.ticket);
    return ended?.task;
  }

  function endIfRetired(): void {
    if (!isRetired || turn) return;
    child?.stop();
    child = undefined;
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
      let share = () => {};
      const planned = new Promise<Planned>((resolve, reject) => {
        const ticket = enter({ text: JSON.stringify(document), resolve, reject });
        share = () => places.share(ticket, currentSender());
      });
      return { planned, share };
    },
    retire: () => {
      isRetired = true;
      endIfRetired();
    },
  };
}

function settle({ resolve, reject }: Task, outcome: PlanOutcome): void {
  if (outcome.kind === "failed") reject(refusalOfFault(outcome));
  else resolve({ plan: JSON.parse(outcome.plan), characters: outcome.plan.length });
}
