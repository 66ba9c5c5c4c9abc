/** The report of a run: wrong decisions, failed requests, the longest block of the router's event loop, and the latency with reloads and without. */
import type { Answer } from "./load.ts";

/** A published version, and whether the router has served it. */
export type Decision = { number: number; kind: string; isGood: boolean; isServed: boolean };
/** A time with reloads or without, in milliseconds of this process. */
export type Phase = { reloads: boolean; startedAt: number; endedAt: number };

export type Report = {
  versions: number;
  served: number;
  refused: number;
  /** Good versions that were refused, and bad ones that were served. */
  wrong: number;
  requests: number;
  failed: number;
  /** Those among them that began without reloads: a busy machine overloads a router too. */
  failedWithout: number;
  longestBlockMs: number;
  /** The most CPU time in a block, which no other process lengthens. */
  longestBlockCpuMs: number;
  p99Ms: number;
  p99WithoutMs: number;
  /** Examples of failed requests and wrong decisions. */
  faults: readonly string[];
};

const maxBlockMs = 400;
/** The most of the latency without reloads. */
const maxLatencyRatio = 2;
const maxFaults = 10;

/** Judges a run. A request belongs to the phase in which it began. */
export function reportOf(
  decisions: readonly Decision[],
  answers: readonly Answer[],
  phases: readonly Phase[],
  longest: { blockMs: number; cpuMs: number },
): Report {
  const wrong = decisions.filter(({ isGood, isServed }) => isGood !== isServed);
  const faults = answers.flatMap(({ fault }) => (fault === undefined ? [] : [fault]));
  const answersIn = (reloads: boolean) => {
    const chosen = phases.filter((phase) => phase.reloads === reloads);
    return answers.filter(({ startedAt: at }) => chosen.some((each) => each.startedAt <= at && at < each.endedAt));
  };
  return {
    versions: decisions.length,
    served: decisions.filter(({ isServed }) => isServed).length,
    refused: decisions.filter(({ isServed }) => !isServed).length,
    wrong: wrong.length,
    requests: answers.length,
    failed: faults.length,
    failedWithout: answersIn(false).filter(({ fault }) => fault !== undefined).length,
    longestBlockMs: Math.round(longest.blockMs),
    longestBlockCpuMs: Math.round(longest.cpuMs),
    p99Ms: Math.round(p99(answersIn(true))),
    p99WithoutMs: Math.round(p99(answersIn(false))),
    faults: [...wrong.map(describe), ...faults].slice(0, maxFaults),
  };
}

/** Whether every version was decided rightly and every request answered: targets that no other work on the machine changes. */
export function isRight({ wrong, failed, served, refused, requests }: Report): boolean {
  return wrong === 0 && failed === 0 && served > 0 && refused > 0 && requests > 0;
}

/** Whether all targets are met. */
export function isMet(report: Report): boolean {
  const isQuick = report.longestBlockMs <= maxBlockMs && report.p99Ms <= report.p99WithoutMs * maxLatencyRatio;
  return isRight(report) && isQuick;
}

function p99(answers: readonly Answer[]): number {
  const times = answers.map(({ startedAt, endedAt }) => endedAt - startedAt);
  const sorted = times.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;
}

function describe({ number, kind, isServed }: Decision): string {
  return `version ${number} (${kind}) was ${isServed ? "served" : "refused"}`;
}
