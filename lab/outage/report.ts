/** The report of an outage: late and wrong answers, and the throughput of the queries that do not need the paused service. */
import type { Answer, Query } from "./load.ts";

/** A time in which a service was paused; undefined: none. In milliseconds of this process. */
export type Phase = { service: string | undefined; startedAt: number; endedAt: number };

export type Report = {
  requests: number;
  late: number;
  wrong: number;
  /** The throughput of the other queries while a service is paused, as a share of theirs before. */
  throughput: Readonly<Record<string, number>>;
  /** Examples of late and wrong answers. */
  faults: readonly string[];
};

export const minRequests = 10_000;
const minThroughput = 0.8;
const graceMs = 500;
const maxFaults = 10;

/** The codes with which a query may be answered whose service is paused. */
const outageCodes = new Set(["SUBGRAPH_UNAVAILABLE", "DEADLINE_EXCEEDED", "SESSION_UNVERIFIABLE"]);

/** Judges the answers. Requests that were sent before the end of a phase and a deadline later may have met its outage. */
export function reportOf(
  answers: readonly Answer[],
  queries: readonly Query[],
  phases: readonly Phase[],
  deadlineMs: number,
): Report {
  const needs = new Map(queries.map((query) => [query.name, query.needs]));
  const late = answers.filter(({ startedAt, endedAt }) => endedAt - startedAt > deadlineMs + graceMs);
  const wrong = answers.filter(({ query, startedAt, codes }) => {
    const met = phases.filter(
      (phase) => phase.startedAt <= startedAt + deadlineMs && startedAt <= phase.endedAt + deadlineMs,
    );
    const isNeeded = met.some(({ service }) => service !== undefined && needs.get(query)?.has(service));
    return codes.some((code) => !(isNeeded && outageCodes.has(code)));
  });
  const [before, ...paused] = phases;
  if (!before || paused.length === 0) throw new Error("no service was paused");
  return {
    requests: answers.length,
    late: late.length,
    wrong: wrong.length,
    throughput: Object.fromEntries(
      paused.flatMap((phase) => {
        const { service } = phase;
        if (service === undefined) return [];
        const isOther = ({ query }: Answer) => !needs.get(query)?.has(service);
        return [[service, round(rateOf(answers.filter(isOther), phase) / rateOf(answers.filter(isOther), before))]];
      }),
    ),
    faults: [...late, ...wrong].slice(0, maxFaults).map(describe),
  };
}

/** Whether all targets are met. */
export function isMet({ requests, late, wrong, throughput }: Report): boolean {
  const shares = Object.values(throughput);
  return (
    requests >= minRequests &&
    late === 0 &&
    wrong === 0 &&
    shares.length > 0 &&
    shares.every((share) => share >= minThroughput)
  );
}

/** Answered requests per second. */
function rateOf(answers: readonly Answer[], { startedAt, endedAt }: Phase): number {
  const within = answers.filter((answer) => answer.endedAt >= startedAt && answer.endedAt < endedAt);
  return (within.length * 1_000) / (endedAt - startedAt);
}

function describe({ query, startedAt, endedAt, codes }: Answer): string {
  return `${query}, sent at ${Math.round(startedAt)} ms, ${Math.round(endedAt - startedAt)} ms: ${codes.join(", ")}`;
}

function round(share: number): number {
  return Math.round(share * 100) / 100;
}
