/** The report of a comparison: per gateway the pages that are equal, the known differences by name, and the unknown ones. */
import { paint, say } from "../../tools/host/terminal.mjs";
import { type AnswerPair, type Difference, findDifferences } from "./comparison.ts";
import type { GatewayName } from "./gateways.ts";
import { findKnown, knownDifferences } from "./known-differences.ts";

/** Answers of a gateway to the three kinds of question. */
export type Played = { pages: readonly AnswerPair[]; purchase: readonly AnswerPair[]; refusals: readonly AnswerPair[] };

type Part = { equal: number; different: string[] };

export type Result = {
  pages: Part;
  purchase: Part;
  refusals: Part;
  /** Names of known differences that were found. */
  known: string[];
  /** Known differences of this gateway that were not found: the list is out of date. */
  gone: string[];
  unknown: Difference[];
};

/** Why a gateway has no result; `isExpected`: its program does not exist for this platform. */
export type NotRun = { notRun: string; isExpected: boolean };

export function judge(gateway: GatewayName, played: Played): Result {
  const differences = [...played.pages, ...played.purchase, ...played.refusals].flatMap(findDifferences);
  const named = differences.map((difference) => ({ difference, known: findKnown(gateway, difference) }));
  const found = new Set(named.flatMap(({ known }) => known?.name ?? []));
  return {
    pages: partOf(played.pages),
    purchase: partOf(played.purchase),
    refusals: partOf(played.refusals),
    known: [...found],
    gone: knownDifferences
      .filter(({ name, gateways }) => gateways.includes(gateway) && !found.has(name))
      .map(({ name }) => name),
    unknown: named.flatMap(({ difference, known }) => (known ? [] : [difference])),
  };
}

/** Whether a gateway read something, and differs in no other way than known. */
export function isPassed(result: Result | NotRun): boolean {
  if ("notRun" in result) return result.isExpected;
  const { pages, purchase, refusals, gone, unknown } = result;
  const hasRead = [pages, purchase, refusals].every(({ equal, different }) => equal + different.length > 0);
  return hasRead && gone.length === 0 && unknown.length === 0;
}

/** Prints the table, the differences and one line of JSON. */
export function report(results: ReadonlyMap<GatewayName, Result | NotRun>): void {
  say(`\n${row("gateway", "pages equal", "pages different", "purchase", "refusals equal")}`);
  for (const [name, result] of results) {
    if ("notRun" in result) say(`${name.padEnd(10)} ${result.notRun}`);
    else say(row(name, share(result.pages), list(result.pages), verdict(result.purchase), share(result.refusals)));
  }
  for (const [name, result] of results) {
    if ("notRun" in result) continue;
    for (const known of result.known) say(`${name}: ${known}`);
    for (const known of result.gone) say(paint("red", `${name}: not found any more: ${known}`));
    for (const each of result.unknown) say(paint("red", `${name}: UNKNOWN ${describe(each)}`));
  }
  say(JSON.stringify({ gateways: Object.fromEntries(results) }));
}

function partOf(pairs: readonly AnswerPair[]): Part {
  const questions = new Set(pairs.map(({ question }) => question));
  const different = new Set(pairs.filter((each) => findDifferences(each).length > 0).map(({ question }) => question));
  return { equal: questions.size - different.size, different: [...different] };
}

function row(...[name = "", pages = "", different = "", purchase = "", refusals = ""]: string[]): string {
  return `${name.padEnd(10)} ${pages.padEnd(12)} ${different.padEnd(16)} ${purchase.padEnd(28)} ${refusals}`;
}

function share({ equal, different }: Part): string {
  return `${equal} of ${equal + different.length}`;
}

function list({ different }: Part): string {
  return different.length === 0 ? "none" : different.join(", ");
}

function verdict({ different }: Part): string {
  return different.length === 0 ? "equal" : `differs: ${different.join(", ").replaceAll("purchase: ", "")}`;
}

function describe({ question, place, expected, found }: Difference): string {
  const text = (value: unknown) => (JSON.stringify(value) ?? "nothing").slice(0, 300);
  return `${question} at ${place}: ours ${text(expected)}, this one ${text(found)}`;
}
