/** Loaded into the processes of a search, and into none that ships: reports the longest event-loop block and the peak memory over IPC. */
const tickMs = 5;
let last = performance.now();
let longestMs = 0;

setInterval(() => {
  const now = performance.now();
  longestMs = Math.max(longestMs, now - last - tickMs);
  last = now;
}, tickMs).unref();

process.on("message", (message) => {
  if (typeof message !== "object" || message === null || !("probe" in message)) return;
  // A message that waited behind a block may be read before the next tick.
  const blockMs = Math.max(longestMs, performance.now() - last - tickMs);
  process.send?.({ probe: message.probe, blockMs, peakMb: process.resourceUsage().maxRSS / 1024 });
  longestMs = 0;
  last = performance.now();
});
process.channel?.unref();
