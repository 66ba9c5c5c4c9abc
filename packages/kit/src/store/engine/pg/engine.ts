/** The engine of a store in a PostgreSQL database: one connection writes, a few read. */
import type { Engine, EngineFacts, EngineOptions } from "../engine.ts";
import { createServerClock } from "./clock.ts";
import { createConnection } from "./connection.ts";
import { isRepeatable } from "./faults.ts";
import { watchHealth } from "./health.ts";
import { migrateDatabase } from "./migrations.ts";
import { assertNotMovedAway } from "./moved-away.ts";
import type { DatabasePlace } from "./place.ts";
import { openReads } from "./reads.ts";
import { assertReplaced, assertUsable, readFacts } from "./requirements.ts";
import { openWriter } from "./writer.ts";

/** How long a starting process waits for a server that starts too, or for another process that migrates. */
const startTimeoutMs = 60_000;
/** The same for a store that holds no facts: its process does without it meanwhile. */
const replaceableStartTimeoutMs = 2_000;
/** How long each response of the opening is waited for: longer than another process that migrates. Migrations take as long as they need. */
const patienceMs = startTimeoutMs + 10_000;
const replaceablePatienceMs = 4_000;

/** Opens the store and applies its migrations. Throws if the database cannot keep a shop. */
export async function openDatabase(place: DatabasePlace, options: EngineOptions): Promise<Engine> {
  const { runtime, isReplaceable } = options;
  if (!isReplaceable) assertReplaced(place);
  const giveUpAt = () => runtime.monotonic() + (isReplaceable ? replaceableStartTimeoutMs : startTimeoutMs);
  const connection = createConnection(place, options);
  const clock = createServerClock(runtime);
  const health = watchHealth(clock);
  const writer = openWriter(connection, clock, { ...options, schema: place.schema });
  const facts = await prepare(place, options, giveUpAt());
  // Sets the clock. A migration may have taken long.
  try {
    await writer.begin(giveUpAt());
    writer.rollback();
  } catch (error) {
    await connection.close();
    throw error;
  }
  const reads = openReads(place, options, health);
  // Known from the beginning above: an opening that asked on another connection would end where that one is lost.
  let seen = writer.commitsBefore();
  let foreign = 0;
  return {
    facts,
    writer,
    read: reads.read,
    now: clock.now,
    foreignCommits: async () => {
      const last = await reads.countCommits();
      // A commit whose response has not come yet counts as another process's: a wait ends early, but none misses a commit.
      if (last - seen > writer.takeOwnCommits(seen, last)) foreign += 1;
      seen = Math.max(seen, last);
      return foreign;
    },
    foreignCommitsBefore: foreign,
    health,
    close: async () => {
      await Promise.all([connection.close(), reads.close()]);
    },
  };
}

/** Looks at the server and migrates the store; again from the beginning where the server starts, or ends meanwhile. */
async function prepare(place: DatabasePlace, options: EngineOptions, giveUpAt: number): Promise<EngineFacts> {
  const { runtime, isReplaceable } = options;
  const waits = { isReplaceable, patienceMs: isReplaceable ? replaceablePatienceMs : patienceMs };
  const one = createConnection(place, waits);
  const other = createConnection(place, waits);
  try {
    for (;;) {
      try {
        await Promise.all([one.ready(), other.ready()]);
        await assertUsable(place, [one, other], isReplaceable);
        await assertNotMovedAway(one, place);
        await migrateDatabase(one, place, options);
        return await readFacts(one, place);
      } catch (error) {
        if (!isRepeatable(error) || runtime.monotonic() >= giveUpAt) throw error;
        await runtime.serverPause(200 + runtime.random() * 300);
      }
    }
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
}
