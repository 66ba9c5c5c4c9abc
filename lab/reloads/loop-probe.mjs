/** Loaded into the processes of a run of reloads, and into none that ships: reports the longest block of the event loop since the last report. */
const everyMs = 5;
let lookedAt = performance.now();
let usedBefore = cpuTime();
let longest = { blockMs: 0, cpuMs: 0 };

/** The CPU time of this thread in milliseconds: unlike the elapsed time, other processes of the machine do not lengthen it. */
function cpuTime() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function look() {
  const [now, used] = [performance.now(), cpuTime()];
  longest = {
    blockMs: Math.max(longest.blockMs, now - lookedAt - everyMs),
    cpuMs: Math.max(longest.cpuMs, used - usedBefore),
  };
  [lookedAt, usedBefore] = [now, used];
}

setInterval(look, everyMs).unref();
process.on("message", (message) => {
  if (typeof message !== "object" || message === null || !("longestBlock" in message)) return;
  look();
  process.send?.(longest);
  longest = { blockMs: 0, cpuMs: 0 };
});
process.channel?.unref();
