/**
 * Admission of operations: an overloaded router refuses by importance, so that accepted operations are answered in time and purchases go on. A
 * busy service refuses operations that need it and no others, and a busy sender is refused first.
 */
import type { IncomingHttpHeaders } from "node:http";
import type { Viewer } from "@hansa/kit/identity";
import { type FairPlaces, type Log, loadOf, type Runtime, type Sender } from "@hansa/kit/runtime";
import { Kind, type OperationDefinitionNode, OperationTypeNode } from "graphql";
import { observeLoop } from "./event-loop.ts";
import { openRequestsInProgress } from "./requests-in-progress.ts";

/** The kinds of operations, those that are refused first before the others. */
const kinds = ["anonymous query", "signed-in query", "mutation", "checkout"] as const;
export type OperationKind = (typeof kinds)[number];

/**
 * The load at which a kind is refused, in shares of the limits: no kind is refused where a less important one is accepted. An event loop may be
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
  /** The most fetches that wait for one service. */
  fetches: number;
  /** The delay of the event loop that the process may cause itself once within a second and not twice, in milliseconds. */
  delayMs: number;
};

/** Of one sender so many fetches count at most: half of the connections to an instance, all that it can have of them. */
const mostOfSender = 32;
/** A sender with more is refused at this share of a kind's number. */
const greedyShare = 0.5;
/**
 * So many times more operations may be in progress: those that wait for a service which does not answer take memory only. One address, with its 200
 * requests, never reaches that.
 */
const operationsPerFetch = 10;

/** A late loop refuses those who have few of the requests at so many times the delay of those who have most. */
const patienceWithOthers = 4;

/** Where there is too much to do. `sender`: of its own at a service, or on the event loop, which has room for others. */
type OverloadCause = "event loop" | "operations" | "service" | "sender";
/** An operation of a kind that was refused; `service` is present where one has too much to do. */
export type OverloadRefusal = { kind: OperationKind; cause: OverloadCause; service?: string };

/** The response to a refused operation. */
export const overload = {
  code: "OVERLOADED",
  message: "There are more requests than can be answered. Ask again.",
  retryAfterMs: 1_000,
} as const;

export type Admission = {
  /** Counts a request in progress of this address, for as long as which the event loop is observed; the function ends it. */
  begin(address: string): () => void;
  /** Whether a query of this kind is refused before its sender is known: the event loop is late. */
  refusesUnread(kind: OperationKind, address: string): boolean;
  /** Counts an operation in progress; undefined if it is refused. */
  enter(kind: OperationKind, sender: Sender | undefined, address: string): AdmittedOperation | undefined;
};

/** An operation in progress. */
export type AdmittedOperation = {
  /** Whether it is refused once the services of its plan are known: one of them has too much to do. */
  refuses(services: readonly string[]): boolean;
  /** Ends it. */
  leave(): void;
};

type Parts = {
  runtime: Runtime;
  log: Log;
  countRefusal(refusal: OverloadRefusal): void;
  /** The places of fetches at those instances of a service that response. */
  placesAt(service: string): readonly FairPlaces[];
  /** The CPU time that the process has used, in milliseconds. */
  cpuTime(): number;
};

/**
 * While a kind is refused, and for this time after, so are all that are less important at the same place: load comes in waves, and a query accepted
 * in a trough takes what a checkout lacks in the next wave.
 */
const holdMs = 1_000;
/** After this time without a refusal the next one is logged again. */
const quietMs = 10_000;

/** Opens the admission. The event loop is observed while requests are in progress, those too of which none becomes an operation. */
export function openAdmission(parts: Parts, limits: LoadLimits): Admission {
  const { runtime, log, countRefusal, placesAt, cpuTime } = parts;
  const requests = openRequestsInProgress();
  let inProgress = 0;
  let refusedLast = Number.NEGATIVE_INFINITY;
  const isHeld = openHolds(runtime);
  const loop = observeLoop(runtime, cpuTime);

  /** Where few networks have most of the requests, they are refused first. The others follow at four times the delay: these may not be the cause. */
  function refusesLate(kind: OperationKind, address: string): boolean {
    if (limits.delayMs === 0) return false;
    const greed = requests.greedOf(address);
    const share = refusedAt[kind].delay * (greed === "others" ? patienceWithOthers : 1);
    const isLate = loop.delay() > limits.delayMs * share;
    const cause = greed === "own" ? "sender" : "event loop";
    return isHeld(cause, kind, isLate) && note({ kind, cause });
  }

  function refusesMore(kind: OperationKind): boolean {
    if (limits.fetches === 0) return false;
    const isFull = inProgress >= limits.fetches * refusedAt[kind].fetches * operationsPerFetch;
    return isHeld("operations", kind, isFull) && note({ kind, cause: "operations" });
  }

  /** Where senders are not told apart, all of their fetches count. */
  function refusesAt(service: string, kind: OperationKind, sender: Sender | undefined): boolean {
    const most = limits.fetches * refusedAt[kind].fetches;
    const mostOfEach = sender ? mostOfSender : Number.POSITIVE_INFINITY;
    const places = placesAt(service);
    const pending = places.reduce((sum, each) => sum + each.size().held + each.size().waiting, 0);
    // Senders are counted only where that may matter.
    const load = pending < most * greedyShare ? 0 : loadOf(places, mostOfEach);
    if (isHeld(`service ${service}`, kind, load >= most)) return note({ kind, cause: "service", service });
    const own = places.reduce((sum, each) => sum + each.countOf(sender), 0);
    // Its refusal holds back no other sender.
    return own > mostOfEach && load >= most * greedyShare && note({ kind, cause: "sender", service });
  }

  function note(refusal: OverloadRefusal): true {
    countRefusal(refusal);
    const now = runtime.monotonic();
    if (now - refusedLast > quietMs) {
      const load = { ...refusal, inProgress, delays: loop.samples().map(Math.round) };
      log.warn(load, "router: overloaded, operations are refused");
    }
    refusedLast = now;
    return true;
  }

  return {
    begin: (address) => {
      const end = requests.begin(address);
      if (limits.delayMs > 0) loop.sampleWhile(requests.isAny);
      return end;
    },
    refusesUnread: refusesLate,
    enter: (kind, sender, address) => {
      if (refusesLate(kind, address) || refusesMore(kind)) return undefined;
      inProgress += 1;
      return {
        refuses: (services) => limits.fetches > 0 && services.some((service) => refusesAt(service, kind, sender)),
        leave: () => {
          inProgress -= 1;
        },
      };
    },
  };
}

/** Opens the test whether a kind is refused at a place that is full for it, or was for a more important one within the last second. */
function openHolds(runtime: Runtime): (place: string, kind: OperationKind, isFull: boolean) => boolean {
  /** By place, and by rank of the kind: until when it is refused. */
  const heldUntil = new Map<string, number[]>();
  return (place, kind, isFull) => {
    const until = heldUntil.get(place);
    const rank = kinds.indexOf(kind);
    const now = runtime.monotonic();
    if (!isFull) return until !== undefined && now < (until[rank] ?? 0);
    const held = until ?? kinds.map(() => Number.NEGATIVE_INFINITY);
    heldUntil.set(place, held.fill(now + holdMs, 0, rank));
    return true;
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
