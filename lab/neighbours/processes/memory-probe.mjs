/** Loaded into the processes of the run, and into none that ships: measures the memory of its process on request, over IPC. */
import { Session } from "node:inspector/promises";
import { getHeapSpaceStatistics } from "node:v8";

/** Where objects are that survive collections, such as those of caches. */
const spaces = ["old_space", "large_object_space"];
const session = new Session();
session.connect();

/** What is left after a garbage collection, in MB. */
async function measureHeap() {
  await session.post("HeapProfiler.collectGarbage");
  const kept = getHeapSpaceStatistics().filter(({ space_name: name }) => spaces.includes(name));
  return kept.reduce((sum, { space_used_size: size }) => sum + size, 0) / 2 ** 20;
}

process.on("message", async (message) => {
  const { id, request } = Object(message);
  if (request === "heap") process.send?.({ id, response: await measureHeap() });
  // The most memory that the process has had.
  if (request === "peak") process.send?.({ id, response: process.resourceUsage().maxRSS / 1024 });
});
process.channel?.unref();
