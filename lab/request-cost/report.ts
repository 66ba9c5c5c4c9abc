/** Verdict of a search: its targets, each of which may be missed, and the line of JSON that ends it. */
import { type Found, targets } from "./search.ts";

/** Targets that were missed, as sentences; empty when the search is green. */
export function missedTargets(found: Found, crashes: number, isBombFound: boolean): string[] {
  const acceptedShare = found.executed > 0 ? found.accepted / found.executed : 0;
  const block = Math.max(found.routerBlockMs, found.subgraphBlockMs);
  return [
    ...(block > targets.blockMs ? [`An event loop was blocked for ${Math.round(block)} ms.`] : []),
    ...(found.peakMb > targets.peakMb ? [`A process used ${Math.round(found.peakMb)} MB.`] : []),
    ...(found.answerBytes > targets.answerBytes ? [`An answer had ${found.answerBytes} bytes.`] : []),
    ...(found.answerBytes === 0 ? ["No answer had a length."] : []),
    ...(crashes > 0 ? [`Processes crashed ${crashes} times.`] : []),
    ...(acceptedShare < targets.acceptedShare ? [`Only ${found.accepted} of ${found.executed} were accepted.`] : []),
    ...(found.missed.length > 0 || found.fields === 0 ? [`Fields not reached: ${listed(found.missed)}`] : []),
    ...(isBombFound ? [] : ["The planted bomb was not found."]),
  ];
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 20).join(", ");
  return names.length > 20 ? `${shown} and ${names.length - 20} more` : shown || "the schema has none";
}

/** The last line of the command. */
export function reportLine(found: Found, crashes: number): string {
  const { worst, routerBlockMs, subgraphBlockMs, peakMb, answerBytes, heldMs } = found;
  return JSON.stringify({
    worst: { ...worst, ms: Math.round(worst.ms) },
    routerBlockMs: Math.round(routerBlockMs),
    subgraphBlockMs: Math.round(subgraphBlockMs),
    peakMb: Math.round(peakMb),
    answerKb: Math.round(answerBytes / 1_000),
    heldMs: Math.round(heldMs),
    crashes,
  });
}
