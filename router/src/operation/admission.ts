/** Admission of operations: an overloaded router refuses by importance, so that what it accepts is answered in time and purchases go on. */
import type { IncomingHttpHeaders } from "node:http";
import type { Viewer } from "@hansa/kit/identity/identity";
import type { Log } from "@hansa/kit/runtime/log";
import type { Runtime } from "@hansa/kit/runtime/runtime";
import { Kind, type OperationDefinitionNode, OperationTypeNode } from "graphql";

/** The kinds of operations, those that are refused first before the others. */
const kinds = ["anonymous query", "signed-in query", "mutation", "checkout"] as const;
export type OperationKind = (typeof kinds)[number];

/**
 * The load at which a kind is refused, in shares of the limits: no kind is refused while a less important one is accepted. An event loop may be
 * late for a moment though little is to be done, so that the shares of its delay lie further apart.
 */
const refusedAt: Readonly<Record<OperationKind, { fetches: number; delay: number }>> = {
  "anonymous query": { fetches: 1, delay: 1 },
  "signed-in query": { fetches: 1.25, delay: 2 },
  mutation: { fetches: 1.5, delay: 4 },
  checkout: { fetches: 2, delay: 8 },
};

/** Limits of what a router does at once; 0: no limit. */
export type LoadLimits = {
  /** The most fetches that wait for services that answer. */
  fetches: number;
  /** The longest delay of the event loop within the last second that the process caused itself, in milliseconds. */
  delayMs: number;
};

/** So many times more operations may be in progress: those that wait for a service which does not answer take memory only. */
const operationsPerFetch = 10;

export type Admission = {
  /** Whether an operation of this kind is refused now. */
  refuses(kind: OperationKind): boolean;
  /** Counts an operation in progress; false if it is refused. */
  enter(kind: OperationKind): boolean;
  /** Ends a counted operation. */
  leave(): void;
};

type Parts = {
  runtime: Runtime;
  log: Log;
  countRefusal(kind: OperationKind): void;
  /** The fetches that wait for services that answer. */
  pendingFetches(): number;
  /** The CPU time that the process has used, in milliseconds. */
  cpuTime(): number;
};

const sampleEveryMs = 100;
const samplesPerSecond = 1_000 / sampleEveryMs;
/**
 * While a kind is refused, and for this time after, so are all that are less important: load comes in waves, and a query accepted in a trough takes
 * what a checkout lacks in the next wave.
 */
const holdMs = 1_000;
/** After this time without a refusal the next one is logged again. */
const quietMs = 10_000;

/** The CPU time that this process has used, in milliseconds. */
export function usedCpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** Opens the admission. The event loop is observed only while operations are in progress. */
export function openAdmission(parts: Parts, limits: LoadLimits): Admission {
  const { runtime, log, countRefusal, pendingFetches, cpuTime } = parts;
  let inProgress = 0;
  let isObserved = false;
  let refusedLast = Number.NEGATIVE_INFINITY;
  /** By rank of the kind: until when it is refused because a more important one was. */
  const heldUntil = kinds.map(() => Number.NEGATIVE_INFINITY);
  let delays: number[] = [];

  async function observe(): Promise<void> {
    isObserved = true;
    while (inProgress > 0) {
      const startedAt = runtime.monotonic();
      const usedBefore = cpuTime();
      await runtime.sleep(sampleEveryMs);
      const lateMs = runtime.monotonic() - startedAt - sampleEveryMs;
      // A process that waits for the processor is not overloaded, its machine is.
      delays.push(Math.min(lateMs, cpuTime() - usedBefore));
      delays = delays.slice(-samplesPerSecond);
    }
    isObserved = false;
    delays = [];
  }

  function refuses(kind: OperationKind): boolean {
    const { fetches, delay } = refusedAt[kind];
    const most = limits.fetches * fetches;
    const isFull = limits.fetches > 0 && (pendingFetches() >= most || inProgress >= most * operationsPerFetch);
    const isLate = limits.delayMs > 0 && Math.max(0, ...delays) > limits.delayMs * delay;
    const rank = kinds.indexOf(kind);
    const now = runtime.monotonic();
    if (isFull || isLate) heldUntil.fill(now + holdMs, 0, rank);
    else if (now >= (heldUntil[rank] ?? 0)) return false;
    countRefusal(kind);
    if (now - refusedLast > quietMs) {
      const load = { inProgress, pendingFetches: pendingFetches(), delays: delays.map(Math.round) };
      log.warn(load, "router: overloaded, operations are refused");
    }
    refusedLast = now;
    return true;
  }

  return {
    refuses,
    enter: (kind) => {
      if (refuses(kind)) return false;
      inProgress += 1;
      if (!isObserved && limits.delayMs > 0) void observe();
      return true;
    },
    leave: () => {
      inProgress -= 1;
    },
  };
}

/**
 * The kind of a request by its bytes alone, if it can only be a query: an overloaded router refuses it before it recognises its sender and reads its
 * operation. Undefined if it may be a mutation.
 */
export function queryKindOf(headers: IncomingHttpHeaders, body: Buffer | undefined): OperationKind | undefined {
  if (body?.includes("mutation")) return undefined;
  const isAnonymous = headers.authorization === undefined && headers.cookie === undefined;
  return isAnonymous ? "anonymous query" : "signed-in query";
}

/** Root fields of a purchase, which guests use too. */
const checkoutFields = /^(checkout|payment)[A-Z]/;

/** The kind of an operation of this viewer. */
export function kindOf({ operation, selectionSet }: OperationDefinitionNode, viewer: Viewer): OperationKind {
  if (operation !== OperationTypeNode.MUTATION) return viewer.kind === "guest" ? "anonymous query" : "signed-in query";
  const isCheckout = selectionSet.selections.some(
    (node) => node.kind === Kind.FIELD && checkoutFields.test(node.name.value),
  );
  return isCheckout ? "checkout" : "mutation";
}
