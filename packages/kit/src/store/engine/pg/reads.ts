/** Reads of a database: each sees one snapshot, on the first connection that is free, and those of a request are bounded by its budget. */
import {
  assertOpen,
  lateError,
  type RequestBudget,
  remainingMs,
  waitForRead,
} from "../../../runtime/request-budget.ts";
import { assertOutsideStore, insideStore, type StoreWork } from "../../../runtime/store-work.ts";
import { currentTrace } from "../../../runtime/trace.ts";
import type { EngineOptions, Reader } from "../engine.ts";
import type { HealthNotes } from "../health.ts";
import { type Ask, builderOn } from "./builder.ts";
import { type Connection, createConnection } from "./connection.ts";
import { asUnavailable, codeOfFault, isLost, isTimeout } from "./faults.ts";
import type { DatabasePlace } from "./place.ts";
import { limited, timed } from "./statements.ts";

type ReadConnection = { connection: Connection; db: Reader; requestDb: Reader };

export type Reads = {
  read<T>(ask: (db: Reader) => Promise<T>): Promise<T>;
  /** The number of the store's last commit. */
  countCommits(): Promise<number>;
  close(): Promise<void>;
};

const reading: StoreWork = { name: "read", hasEvents: false, isLease: false };
/** The server cancelled a statement at the end of its time. */
const cancelled = "57014";

/** Opens the reads of a place: all its connections but the writer's. */
export function openReads(
  place: DatabasePlace,
  options: Pick<EngineOptions, "metrics" | "logsStatements" | "isReplaceable">,
  { noteFailure }: Pick<HealthNotes, "noteFailure">,
): Reads {
  const { metrics, logsStatements } = options;
  const connections = Array.from({ length: Math.max(1, place.pool - 1) }, (): ReadConnection => {
    const connection = createConnection(place, options);
    const ask: Ask = timed(connection.ask, logsStatements);
    return { connection, db: builderOn(ask, metrics), requestDb: builderOn(limited(ask), metrics) };
  });
  const free = [...connections];
  const waiting: ((one: ReadConnection) => void)[] = [];

  async function onFree<T>(job: (one: ReadConnection) => Promise<T>): Promise<T> {
    assertOutsideStore();
    const one = free.pop() ?? (await new Promise<ReadConnection>((resolve) => waiting.push(resolve)));
    try {
      return await job(one);
    } finally {
      const next = waiting.shift();
      if (next) next(one);
      else free.push(one);
    }
  }

  async function readOn<T>(
    { connection, db, requestDb }: ReadConnection,
    budget: RequestBudget | undefined,
    ask: (db: Reader) => Promise<T>,
  ): Promise<T> {
    await connection.ready();
    // A mutation reads what its input needs, and must not end halfway.
    const isLimited = budget !== undefined && !budget.isChanging;
    const begun = connection.command(beginText(isLimited ? remainingMs(budget) : Number.POSITIVE_INFINITY));
    begun.catch(() => undefined);
    try {
      return await insideStore.run(reading, () => ask(isLimited ? requestDb : db));
    } finally {
      connection.command("COMMIT").catch(() => connection.drop());
    }
  }

  return {
    read: async (ask) => {
      const budget = currentTrace()?.budget;
      const turn = budget && waitForRead(budget);
      if (turn !== undefined) await turn;
      return onFree(async (one) => {
        if (budget) assertOpen(budget);
        try {
          // A connection that was lost since its last use, as by a restart of the server, is opened again.
          return await readOn(one, budget, ask).catch((error) => {
            // A statement that was not answered in time would not be the second time either.
            if (!isLost(error) || isTimeout(error)) throw error;
            return readOn(one, budget, ask);
          });
        } catch (error) {
          noteFailure(error, "read");
          throw budget && codeOfFault(error) === cancelled ? lateError(budget) : asUnavailable(error);
        }
      });
    },
    countCommits: () =>
      onFree(async ({ connection }) => {
        await connection.ready();
        return Number((await connection.ask("SELECT coalesce(max(n), 0) FROM commits"))[0]?.[0]);
      }),
    close: async () => {
      await Promise.all(connections.map(({ connection }) => connection.close()));
    },
  };
}

/** Not waited for: the first statement of the read is sent behind it. */
function beginText(ms: number): string {
  const begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
  return Number.isFinite(ms) ? `${begin}; SET LOCAL statement_timeout = ${Math.max(1, Math.ceil(ms))}` : begin;
}
