/** Loaded into the processes of the run, and into none that ships: collects all garbage when asked, and reports what is left over IPC. */
import { Session } from "node:inspector/promises";
import { getHeapSpaceStatistics } from "node:v8";

/** Where objects are that survive collections, such as those of caches. */
const spaces = ["old_space", "large_object_space"];
const session = new Session();
session.connect();

process.on("message", async (message) => {
  if (typeof message !== "object" || message === null || !("measure" in message)) return;
  await session.post("HeapProfiler.collectGarbage");
  const kept = getHeapSpaceStatistics().filter(({ space_name: name }) => spaces.includes(name));
  const bytes = kept.reduce((sum, { space_used_size: size }) => sum + size, 0);
  process.send?.({ usedMb: bytes / 2 ** 20 });
});
process.channel?.unref();
