/** How long a process is held: for tests of work that has to let others go in between. */
import { systemWorld } from "../src/world.ts";

/** The longest that nothing else got a turn while `work` went on, and how long it took, in milliseconds. */
export async function holding(work: () => Promise<unknown>): Promise<{ longest: number; all: number }> {
  const startedAt = systemWorld.monotonic();
  let longest = 0;
  let lookedAt = startedAt;
  const look = () => {
    const now = systemWorld.monotonic();
    longest = Math.max(longest, now - lookedAt);
    lookedAt = now;
  };
  const looking = setInterval(look, 5);
  await work();
  clearInterval(looking);
  look();
  return { longest, all: lookedAt - startedAt };
}
