/** Admission of operations: an overloaded router refuses by importance, so that what it accepts is answered in time and purchases go on. */
import type { Viewer } from "@hansa/kit/identity/identity";
import type { Log } from "@hansa/kit/runtime/log";
import type { Runtime } from "@hansa/kit/runtime/runtime";
import { Kind, type OperationDefinitionNode, OperationTypeNode } from "graphql";

/** The kinds of operations, those that are refused first before the others. */
const kinds = ["anonymous query", "signed-in query", "mutation", "checkout"] as const;
export type OperationKind = (typeof kinds)[number];

/** The load at which a kind is refused, in shares of the limits: no kind is refused while a less important one is accepted. */
const refusedAt: Readonly<Record<OperationKind, number>> = {
  "anonymous query": 1,
  "signed-in query": 1.25,
  mutation: 1.5,
  checkout: 2,
};

/** Limits of what a router does at once; 0: no limit. */
export type LoadLimits = {
  /** The most operations in progress. */
  operations: number;
  /** The longest delay of the event loop within the last second, in milliseconds. */
  delayMs: number;
};

export type Admission = {
  /** Counts an operation in progress; false if it is refused. */
  enter(kind: OperationKind): boolean;
  /** Ends a counted operation. */
  leave(): void;
};

type Parts = { runtime: Runtime; log: Log; countRefusal(kind: OperationKind): void };

const sampleEveryMs = 100;
const samplesPerSecond = 1_000 / sampleEveryMs;
/** After this time without a refusal the next one is logged again. */
const quietMs = 10_000;

/** Opens the admission. The event loop is observed only while operations are in progress. */
export function openAdmission({ runtime, log, countRefusal }: Parts, limits: LoadLimits): Admission {
  let inProgress = 0;
  let isObserved = false;
  let refusedLast = Number.NEGATIVE_INFINITY;
  let delays: number[] = [];

  async function observe(): Promise<void> {
    isObserved = true;
    while (inProgress > 0) {
      const startedAt = runtime.monotonic();
      await runtime.sleep(sampleEveryMs);
      delays.push(runtime.monotonic() - startedAt - sampleEveryMs);
      delays = delays.slice(-samplesPerSecond);
    }
    isObserved = false;
    delays = [];
  }

  /** The load in shares of the limits. */
  function loadNow(): number {
    const ofOperations = limits.operations > 0 ? (inProgress + 1) / limits.operations : 0;
    const ofDelay = limits.delayMs > 0 ? Math.max(0, ...delays) / limits.delayMs : 0;
    return Math.max(ofOperations, ofDelay);
  }

  function logRefusal(load: number): void {
    const now = runtime.monotonic();
    if (now - refusedLast > quietMs)
      log.warn({ inProgress, delays: delays.map(Math.round), load }, "router: overloaded, operations are refused");
    refusedLast = now;
  }

  return {
    enter: (kind) => {
      const load = loadNow();
      if (load > refusedAt[kind]) {
        countRefusal(kind);
        logRefusal(load);
        return false;
      }
      inProgress += 1;
      if (!isObserved && limits.delayMs > 0) void observe();
      return true;
    },
    leave: () => {
      inProgress -= 1;
    },
  };
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
