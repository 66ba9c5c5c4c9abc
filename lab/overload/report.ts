/** The report of an overload: goodput, answers in time, and the order in which kinds are refused. */
import type { Answer } from "./load.ts";
import { type Kind, kinds } from "./requests.ts";

export type Report = {
  /** Accepted requests per second, unloaded and overloaded. */
  maximum: number;
  goodput: number;
  /** Requests sent per second while overloaded. */
  sent: number;
  /** The share of accepted requests that were answered within the deadline. */
  inTime: number;
  /** Seconds in which a checkout was refused that also accepted a query. */
  inversions: number;
  failed: number;
  accepted: Readonly<Record<Kind, number>>;
  refused: Readonly<Record<Kind, number>>;
  faults: readonly string[];
};

const targets = { goodput: 0.7, inTime: 0.999 };
const deadlineMs = 10_000;
const maxFaults = 5;

/** Judges the answers of both parts; each lasted so many milliseconds. */
export function reportOf(
  unloaded: { answers: readonly Answer[]; ms: number },
  overloaded: { answers: readonly Answer[]; ms: number },
): Report {
  const { answers, ms } = overloaded;
  const accepted = answers.filter(({ outcome }) => outcome === "accepted");
  const inTime = accepted.filter(({ startedAt, endedAt }) => endedAt - startedAt <= deadlineMs);
  const failed = answers.filter(({ outcome }) => outcome === "failed");
  const began = Math.min(...answers.map(({ startedAt }) => startedAt));
  // An answer that comes after the last request was sent belongs to no rate.
  const during = accepted.filter(({ endedAt }) => endedAt < began + ms);
  return {
    maximum: rate(unloaded.answers.filter(({ outcome }) => outcome === "accepted").length, unloaded.ms),
    goodput: rate(during.length, ms),
    sent: rate(answers.length, ms),
    inTime: accepted.length === 0 ? 0 : inTime.length / accepted.length,
    inversions: inversionsIn(answers, began),
    failed: failed.length,
    accepted: countByKind(accepted),
    refused: countByKind(answers.filter(({ outcome }) => outcome === "refused")),
    faults: failed.slice(0, maxFaults).map(({ kind, fault = "" }) => `${kind}: ${fault}`),
  };
}

/** Whether all targets are met. A run that refused nothing was no overload. */
export function isMet({ maximum, goodput, inTime, inversions, failed, refused }: Report): boolean {
  const isOverloaded = Object.values(refused).some((count) => count > 0);
  const isGood = goodput >= maximum * targets.goodput && inTime >= targets.inTime;
  return isOverloaded && isGood && inversions === 0 && failed === 0;
}

function inversionsIn(answers: readonly Answer[], began: number): number {
  const secondsOf = (found: readonly Answer[]) =>
    new Set(found.map(({ startedAt }) => Math.floor((startedAt - began) / 1_000)));
  const isQuery = ({ kind }: Answer) => kind.endsWith("query");
  const refused = secondsOf(answers.filter(({ kind, outcome }) => kind === "checkout" && outcome === "refused"));
  const accepted = secondsOf(answers.filter((each) => isQuery(each) && each.outcome === "accepted"));
  return [...refused].filter((second) => accepted.has(second)).length;
}

function countByKind(answers: readonly Answer[]): Record<Kind, number> {
  const of = (kind: Kind) => answers.filter((answer) => answer.kind === kind).length;
  const [anonymous, signedIn, mutation, checkout] = kinds;
  return {
    [anonymous]: of(anonymous),
    [signedIn]: of(signedIn),
    [mutation]: of(mutation),
    [checkout]: of(checkout),
  };
}

function rate(count: number, ms: number): number {
  return Math.round((count * 1_000) / ms);
}
