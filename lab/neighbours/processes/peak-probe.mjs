/** Loaded into the processes of the run, and into none that ships: reports the most memory that its process has had, over IPC. */
process.on("message", (message) => {
  if (typeof message !== "object" || message === null || !("probe" in message)) return;
  process.send?.({ probe: message.probe, peakMb: process.resourceUsage().maxRSS / 1024 });
});
process.channel?.unref();
