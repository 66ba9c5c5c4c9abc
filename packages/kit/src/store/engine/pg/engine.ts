/** The engine of a store in a PostgreSQL database: one connection writes, a few read. */
import type { Engine, EngineFacts, EngineOptions } from "../engine.ts";
import { createServerClock } from "./clock.ts";
import { createConnection } from "./connection.ts";
import { isRepeatable } from "./faults.ts";
import { findBlocker, watchHealth } from "./health.ts";
import { assertNotMovedAway, assertSameShop } from "./marks.ts";
import { migrateDatabase } from "./migrations.ts";
import { explainOpening, isHopeless } from "./opening-faults.ts";
import { countText, watchOtherProcesses } from "./other-processes.ts";
import type { DatabasePlace } from "./place.ts";
import { openProgress } from "./progress.ts";
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

/** The least pause before another attempt to open. */
const pauseMs = 500;

const lastText = "SELECT coalesce(max(n), 0) FROM commits";
const lastAndCountText = `SELECT (SELECT coalesce(max(n), 0) FROM commits), ${countText}`;
const commitsText = "SELECT (SELECT min(applied_at) FROM migrations), (SELECT coalesce(max(n), 0) FROM commits)";

/** Opens the store and applies its migrations. Throws if the database cannot keep a shop. */
export async function openDatabase(place: DatabasePlace, options: EngineOptions): Promise<Engine> {
  const { runtime, isReplaceable } = options;
  if (!isReplaceable) assertReplaced(place);
  const giveUpAt = () => runtime.monotonic() + (isReplaceable ? replaceableStartTimeoutMs : startTimeoutMs);
  const others = watchOtherProcesses(runtime, place.schema);
  const connection = createConnection(place, { ...options, hear: others.hear });
  const clock = createServerClock(runtime);
  const { facts, commits } = await prepare(place, options, giveUpAt());
  const progress = openProgress(place, commits, options);
  const health = watchHealth(
    { ahead: clock.ahead, stepBack: progress.stepBack, findBlocker: () => findBlocker(reads, place.schema) },
    options,
  );
  const { note } = progress;
  const writer = openWriter(connection, clock, {
    ...options,
    ...progress,
    schema: place.schema,
    join: others.join,
  });
  // Sets the clock. A migration may have taken long.
  try {
    await writer.begin(giveUpAt(), false);
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
      if (!others.isLookDue()) return foreign;
      const counts = others.isCountDue();
      const [[found, processes] = []] = await reads.look(counts ? lastAndCountText : lastText).catch((error) => {
        others.forget();
        throw error;
      });
      others.note(counts ? Number(processes) : undefined);
      const last = Number(found);
      // A commit whose response has not come yet counts as another process's: a wait ends early, but none misses a commit.
      if (last - seen > writer.takeOwnCommits(seen, last)) foreign += 1;
      seen = Math.max(seen, last);
      note(last);
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
async function prepare(
  place: DatabasePlace,
  options: EngineOptions,
  giveUpAt: number,
): Promise<{ facts: EngineFacts; commits: { madeAt: number; last: number } }> {
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
        await assertSameShop(one, place);
        const [[madeAt, last] = []] = await one.ask(commitsText);
        return { facts: await readFacts(one, place), commits: { madeAt: Number(madeAt), last: Number(last) } };
      } catch (error) {
        if (isHopeless(error) || (isRepeatable(error) && runtime.monotonic() >= giveUpAt))
          throw explainOpening(place, error);
        if (!isRepeatable(error)) throw error;
        // The shop sells meanwhile: a migration that waited for a table has held the write lock.
        await runtime.serverPause(pauseMs * (1 + runtime.random()));
      }
    }
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
}
