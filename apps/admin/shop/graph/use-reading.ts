/** Readings of a page from the graph: one query for each service, in parallel, each with its own state. */
import { type GraphResponse, hasFailed, isRefused, type TypedDocument } from "@hansa/front/graph";
import { QueryObserver } from "@tanstack/query-core";
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { graph, readings } from "./client.ts";
import { beginSession, doubtSession } from "./session-state.ts";

/** `data` stays while reading again fails. */
export type Reading<Result> = {
  /** The last reading; undefined before the first. */
  data: Result | undefined;
  errors: GraphResponse<Result>["errors"];
  /** The time of the last reading, in milliseconds of the shop's clock. */
  readAt: number | undefined;
  /** A part of it, or all, cannot be reached: it is read again by itself. */
  isAway: boolean;
  /** The graph refuses it, for what the address says or for the person's role: asking again changes nothing. */
  isRefused: boolean;
};

/**
 * `main` is the field without which the rest is nothing. It is not asked while `isAsked` is false. With `isNew` each visit reads again: what was read for
 * an earlier one is shown until then.
 */
type ReadingOptions = { main: string; isAsked?: boolean; isNew?: boolean };

/** `ended`: there is no session, which the form over the page says; `unverified`: accounts are away, which a line above the page says. */
type Fault = "away" | "refused" | "ended" | "unverified";

/** Nothing could be read. */
class Unread extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(`the graph did not give the main part: ${fault}`);
    this.fault = fault;
  }
}

/** After a failure it is read again, in milliseconds. */
const resumeMs = 5_000;
/** A second one overcomes a start of a service; longer waits would keep the page from saying what is the case. */
const attempts = 2;

/** Reads it, and again when it is old and looked at, or has failed. */
export function useReading<Result, Variables>(
  document: TypedDocument<Result, Variables>,
  variables: Variables,
  { main, isAsked = true, isNew = false }: ReadingOptions,
): Reading<Result> {
  const options = readings.defaultQueryOptions({
    queryKey: [document.toString(), variables],
    enabled: isAsked,
    ...(isNew ? { staleTime: 0 } : {}),
    queryFn: async ({ signal }: { signal: AbortSignal }) => {
      const response = await graph.send(document, variables, { signal, attempts });
      const fault = faultOf(response, main);
      if (fault === "unverified") doubtSession();
      if (fault !== undefined || response.data === null) throw new Unread(fault ?? "away");
      beginSession();
      return { data: response.data, errors: response.errors, readAt: graph.now() };
    },
    refetchInterval: ({ state: { error, data } }) =>
      isAwayIn(error, data?.errors.length) || isUnverified(error) ? resumeMs : false,
  });
  const [observer] = useState(() => new QueryObserver(readings, options));
  const follow = useCallback((listener: () => void) => observer.subscribe(listener), [observer]);
  useSyncExternalStore(follow, () => observer.getCurrentResult());
  useEffect(() => observer.setOptions(options));
  const { data, error } = observer.getOptimisticResult(options);
  return {
    data: data?.data,
    errors: data?.errors ?? [],
    readAt: data?.readAt,
    isAway: isAwayIn(error, data?.errors.length),
    isRefused: error instanceof Unread && error.fault === "refused",
  };
}

/** Reads all that is shown again: after a change, or when a session has begun. */
export function readAgain(): Promise<void> {
  return readings.invalidateQueries();
}

/** Null is absent only without an error in its path. */
function faultOf(response: GraphResponse<unknown>, main: string): Fault | undefined {
  if (response.data !== null && !isNull(response.data, main)) return undefined;
  const codes = response.errors.map(({ extensions }) => extensions?.code);
  if (codes.includes("UNAUTHENTICATED")) return "ended";
  if (codes.includes("SESSION_UNVERIFIABLE")) return "unverified";
  if (codes.includes("FORBIDDEN") || isRefused(response)) return "refused";
  return hasFailed(response, main) ? "away" : undefined;
}

function isAwayIn(error: Error | null, errors = 0): boolean {
  return error instanceof Unread ? error.fault === "away" : error !== null || errors > 0;
}

function isUnverified(error: Error | null): boolean {
  return error instanceof Unread && error.fault === "unverified";
}

/** A list of nothing but nulls is null: its objects stand for themselves. */
function isNull(data: unknown, field: string): boolean {
  const value: unknown = Reflect.get(Object(data), field);
  if (Array.isArray(value)) return value.length > 0 && value.every((each) => each === null);
  return value === null || value === undefined;
}
