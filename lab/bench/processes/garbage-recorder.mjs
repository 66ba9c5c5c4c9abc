/** Preloaded into the programs that a benchmark measures: sums up V8's garbage collections between two questions, and costs nothing before them. */
import { GCProfiler } from "node:v8";

/** @type {GCProfiler | undefined} */
let profiler;

process.on("message", (message) => {
  const { id, question } = Object(message);
  if (question === "begin garbage") {
    profiler = new GCProfiler();
    profiler.start();
    process.send?.({ id, answer: null });
  } else if (question === "end garbage") process.send?.({ id, answer: summarise(profiler?.stop().statistics ?? []) });
});
// The listener alone lets the process end.
process.channel?.unref();

/** Bytes of the young generation before all scavenges and after them, moved ones included, and the number of Mark-Compacts. @param {readonly Collection[]} collections */
function summarise(collections) {
  const scavenges = collections.filter(({ gcType }) => gcType === "Scavenge");
  const young = scavenges.reduce((sum, { beforeGC }) => sum + usedBytes(beforeGC, /^new_/), 0);
  const freed = scavenges.reduce((sum, { beforeGC, afterGC }) => sum + usedBytes(beforeGC) - usedBytes(afterGC), 0);
  const markCompacts = collections.filter(({ gcType }) => gcType === "MarkSweepCompact").length;
  return { young, survived: young - freed, markCompacts };
}

/** @param {Collection["beforeGC"]} heap */
function usedBytes({ heapSpaceStatistics }, names = /./) {
  const chosen = heapSpaceStatistics.filter(({ spaceName }) => names.test(spaceName));
  return chosen.reduce((sum, { spaceUsedSize }) => sum + spaceUsedSize, 0);
}

/** @typedef {import("node:v8").GCProfilerResult["statistics"][number]} Collection */
