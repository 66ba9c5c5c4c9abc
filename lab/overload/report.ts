/** The report of an overload: goodput, answers in time, and the order in which kinds are refused. */
import type { Answer } from "./load.ts";
import { type Kind, kinds } from "./requests.ts";

export type Report = {
  /** Requests that an unloaded shop answers per second, in the mix of all kinds. */
  maximum: number;
  /** Requests sent per second while overloaded. */
  sent: number;
  /**
   * The work that the overloaded shop did in a second of the processors, in shares of the unloaded maximum. It accepts another mix than it is sent,
   * so that a request counts by what its kind costs: the reciprocal of the most that the shop answers of this kind alone. The load generator has
   * the same processors, and its CPU time is not the shop's.
   */
  goodput: number;
  /** Processors that the load generator kept busy, unloaded and overloaded. */
  generator: readonly [number, number];
  /** The share of accepted requests that were answered within the deadline. */
  inTime: number;
  /** Queries that were accepted although they were sent within a second after the refusal of a checkout. */
  inversions: number;
  failed: number;
  /** Requests answered per second of each kind alone, unloaded. */
  alone: Rates;
  accepted: Rates;
  refused: Rates;
  faults: readonly string[];
};

/** Requests per second, by kind. */
type Rates = Readonly<Record<Kind, number>>;

/** The answers of a part of the run, its length, and the CPU time of the load generator, in milliseconds. */
export type Part = { answers: readonly Answer[]; ms: number; generatorMs: number };
type Run = {
  /** Of each kind alone. */
  alone: Rates;
  unloaded: Part;
  overloaded: Part;
  processors: number;
};

const targets = { goodput: 0.7, inTime: 0.999 };
const deadlineMs = 10_000;
/** A refused checkout holds back queries for a second; the remainder is for the way of a query to the router. */
const holdMs = 700;
const maxFaults = 5;

/** Judges the answers of a run. */
export function reportOf({ alone, unloaded, overloaded, processors }: Run): Report {
  const { answers, ms } = overloaded;
  const accepted = answers.filter(({ outcome }) => outcome === "accepted");
  const inTime = accepted.filter(({ startedAt, endedAt }) => endedAt - startedAt <= deadlineMs);
  const failed = [...unloaded.answers, ...answers].filter(({ outcome }) => outcome === "failed");
  const began = answers.reduce((first, { startedAt }) => Math.min(first, startedAt), Number.POSITIVE_INFINITY);
  // An answer that comes after the last request was sent belongs to no rate.
  const during = accepted.filter(({ endedAt }) => endedAt < began + ms);
  const rates = ratesOf(during, ms);
  const unloadedRates = ratesOf(unloaded.answers, unloaded.ms);
  const work = (done: Rates, { ms, generatorMs }: Part) => workOf(done, alone) / (processors - generatorMs / ms);
  const busyShare = ({ ms, generatorMs }: Part) => Number((generatorMs / ms).toFixed(2));
  return {
    maximum: Math.round(sum(unloadedRates)),
    sent: Math.round((answers.length * 1_000) / ms),
    goodput: Number((work(rates, overloaded) / work(unloadedRates, unloaded)).toFixed(3)),
    generator: [busyShare(unloaded), busyShare(overloaded)],
    inTime: accepted.length === 0 ? 0 : inTime.length / accepted.length,
    inversions: countInversions(answers),
    failed: failed.length,
    alone: rounded(alone),
    accepted: rounded(rates),
    refused: rounded(ratesOf(answers, ms, "refused")),
    faults: failed.slice(0, maxFaults).map(({ kind, fault = "" }) => `${kind}: ${fault}`),
  };
}

/** Answers of this outcome per second, by kind. */
export function ratesOf(answers: readonly Answer[], ms: number, outcome: Answer["outcome"] = "accepted"): Rates {
  const counts: Record<Kind, number> = { "anonymous query": 0, "signed-in query": 0, mutation: 0, checkout: 0 };
  for (const answer of answers) if (answer.outcome === outcome) counts[answer.kind] += 1_000 / ms;
  return counts;
}

/** Whether all targets are met. A run that refused nothing was no overload. */
export function isMet({ goodput, inTime, inversions, failed, refused }: Report): boolean {
  const isGood = goodput >= targets.goodput && inTime >= targets.inTime;
  return sum(refused) > 0 && isGood && inversions === 0 && failed === 0;
}

/** Seconds of an unloaded shop that these requests take. */
function workOf(rates: Rates, alone: Rates): number {
  return kinds.reduce((total, kind) => total + (rates[kind] === 0 ? 0 : rates[kind] / alone[kind]), 0);
}

function countInversions(answers: readonly Answer[]): number {
  const refusals = answers
    .filter(({ kind, outcome }) => kind === "checkout" && outcome === "refused")
    .map(({ endedAt }) => endedAt)
    .toSorted((one, another) => one - another);
  const queries = answers
    .filter(({ kind, outcome }) => kind.endsWith("query") && outcome === "accepted")
    .map(({ startedAt }) => startedAt)
    .toSorted((one, another) => one - another);
  let next = 0;
  return queries.filter((sentAt) => {
    while ((refusals[next] ?? Number.POSITIVE_INFINITY) <= sentAt) next += 1;
    return sentAt - (refusals[next - 1] ?? Number.NEGATIVE_INFINITY) < holdMs;
  }).length;
}

function sum(rates: Rates): number {
  return kinds.reduce((total, kind) => total + rates[kind], 0);
}

function rounded(rates: Rates): Rates {
  const of = (kind: Kind) => Math.round(rates[kind]);
  const [anonymous, signedIn, mutation, checkout] = kinds;
  return {
    [anonymous]: of(anonymous),
    [signedIn]: of(signedIn),
    [mutation]: of(mutation),
    [checkout]: of(checkout),
  };
}
