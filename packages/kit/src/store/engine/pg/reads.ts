/**
 * Reads of a database: each sees one snapshot, on a connection that senders share fairly, and those of a request are bounded by its budget: the server
 * ends a statement at the end of the time that is left, and none begins after it. Each statement of other reads has a time of its own.
 */
import { lateError, type RequestBudget, waitForRead } from "../../../runtime/request-budget.ts";
import { assertOutsideStore, beginRead, runWork } from "../../../runtime/store-work.ts";
import { currentTrace } from "../../../runtime/trace.ts";
import type { EngineOptions, Reader } from "../engine.ts";
import type { HealthNotes } from "../health.ts";
import { builderOn, limited, timing } from "./builder.ts";
import type { ConnectionOptions } from "./client.ts";
import { asUnavailable, cancelled, codeOfFault, isLost, isTimeout, isUnprepared } from "./faults.ts";
import type { DatabasePlace } from "./place.ts";
import { openBatches } from "./read-batches.ts";
import { openReadPlaces, timeAlone, timeLeft } from "./read-places.ts";
import { type Again, beginRun, openFollowedTexts, type RunParts } from "./read-run.ts";
import { beginSnapshot } from "./read-snapshot.ts";

/** A snapshot begins again so often at most: each time one more of its statements turns out not to be prepared. */
const maxUnprepared = 16;

type ReadOptions = Pick<EngineOptions, "metrics" | "logsStatements" | "isReplaceable"> &
  Pick<ConnectionOptions, "command">;

export type Reads = {
  read<T>(ask: (db: Reader) => Promise<T>): Promise<T>;
  /** Asks about the store or its server, in no turn of the shop's: its own long reads must not hide the commits of others, nor faults. */
  look(text: string, values?: readonly unknown[]): Promise<unknown[][]>;
  close(): Promise<void>;
};

/** Opens the reads of a place: all its connections but the writer's. */
export function openReads(
  place: DatabasePlace,
  { metrics, logsStatements, isReplaceable, command }: ReadOptions,
  { noteFailure, noteSuccess }: Pick<HealthNotes, "noteFailure" | "noteSuccess">,
): Reads {
  const options = { isReplaceable, ...(command === undefined ? {} : { command }) };
  const { onFree, dropIdle, close } = openReadPlaces(place, options);
  const inTime = timing(logsStatements);
  const parts: Parts = {
    askAlone: openBatches(onFree, inTime),
    beginSnapshot: (budget, spentMs) => beginSnapshot(onFree, inTime, budget, spentMs),
    followed: openFollowedTexts(),
    metrics,
  };

  /**
   * Reads, once more where the connection was lost since its last use, as by a restart of the server, and again where a statement of a snapshot is not
   * prepared, for which the next one prepares it.
   */
  async function readTwice<T>(
    budget: RequestBudget | undefined,
    ask: (db: Reader) => Promise<T>,
    unprepared = maxUnprepared,
  ): Promise<T> {
    try {
      return await readOnce(parts, budget, ask);
    } catch (error) {
      if (isUnprepared(error) && unprepared > 0) {
        timeLeft(budget);
        return readTwice(budget, ask, unprepared - 1);
      }
      // A statement that was not answered in time would not be the second time either.
      if (!isLost(error) || isTimeout(error)) throw error;
      // One that came too late, behind slow ones of its request, ends here: its connection was not lost.
      timeLeft(budget);
      // The others may be lost with it, as by a failover. On a snapshot it shares its connection with no statement that may end late.
      dropIdle();
      return readOnce(parts, budget, ask, { spentMs: 0 });
    }
  }

  return {
    read: async (ask) => {
      assertOutsideStore();
      const budget = currentTrace()?.budget;
      const turn = budget && waitForRead(budget);
      if (turn !== undefined) await turn;
      try {
        const result = await readTwice(budget, ask);
        noteSuccess("read");
        return result;
      } catch (error) {
        noteFailure(error, "read");
        throw budget && codeOfFault(error) === cancelled ? lateError(budget) : asUnavailable(error);
      }
    },
    look: async (text, values) => {
      assertOutsideStore();
      try {
        return await onFree(undefined, async (connection) => {
          await connection.ready();
          const { leastMs, mostMs } = timeAlone(undefined);
          connection.limitStatements(leastMs, mostMs);
          return connection.ask(text, values);
        });
      } catch (error) {
        throw asUnavailable(error);
      }
    },
    close,
  };
}

type Parts = RunParts & Pick<EngineOptions, "metrics">;

async function readOnce<T>(
  parts: Parts,
  budget: RequestBudget | undefined,
  ask: (db: Reader) => Promise<T>,
  again?: Again,
): Promise<T> {
  const run = beginRun(parts, budget, again);
  const isBounded = budget !== undefined && !budget.isChanging;
  let counted = 0;
  const countStatement = () => {
    counted += 1;
  };
  const db = builderOn(isBounded ? limited(run.ask) : run.ask, { countStatement });
  const ended = await runWork(beginRead(), () => ask(db)).then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  );
  const abandoned = run.end();
  if (abandoned) return readOnce(parts, budget, ask, abandoned);
  // Those of an abandoned run are none of the read's.
  for (; counted > 0; counted -= 1) parts.metrics.countStatement();
  if ("error" in ended) throw ended.error;
  return ended.result;
}
