/**
 * Loaded into the processes of a search, and into none that ships: reports the longest event-loop block, CPU time and peak memory over IPC. A block
 * lasts as long as its process computed, at most as long as it took: a pause by the machine is no block.
 */
const tickMs = 5;
let last = performance.now();
let used = process.cpuUsage();
let longestMs = 0;
/** The CPU time when it was reported last. */
let reported = process.cpuUsage();

/** Milliseconds since the last call for which the loop was blocked. */
function blockSince() {
  const now = performance.now();
  const { user, system } = process.cpuUsage(used);
  const blockMs = Math.min(now - last - tickMs, (user + system) / 1_000);
  last = now;
  used = process.cpuUsage();
  return blockMs;
}

setInterval(() => {
  longestMs = Math.max(longestMs, blockSince());
}, tickMs).unref();

process.on("message", (message) => {
  if (typeof message !== "object" || message === null || !("probe" in message)) return;
  // A message that waited behind a block may be read before the next tick.
  const blockMs = Math.max(longestMs, blockSince());
  const { user, system } = process.cpuUsage(reported);
  reported = process.cpuUsage();
  const peakMb = process.resourceUsage().maxRSS / 1024;
  process.send?.({ probe: message.probe, blockMs, cpuMs: (user + system) / 1_000, peakMb });
  longestMs = 0;
});
process.channel?.unref();
