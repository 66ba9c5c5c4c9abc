/** A connection to the database: opened when it is first used, and again after it was lost. */
import pg from "pg";
import { systemRuntime } from "../../../runtime/runtime.ts";
import { noteStatement } from "../statement-run.ts";
import { maxKeptLength } from "../statement-text.ts";
import { type ConnectionOptions, connect, createClient, end, silenceTimeoutMs } from "./client.ts";
import { isLost, isUnprepared, lost, notAnswered } from "./faults.ts";
import type { DatabasePlace } from "./place.ts";
import { openPreparedTexts, PreparedRun, type PreparedTexts, parsersOf, wireValues } from "./prepared-run.ts";
import { type AwaitResponse, openResponseTimes } from "./response-times.ts";

export type Connection = {
  /**
   * Opens the connection if it is not open; false if it was. Throws if that is not possible within so many milliseconds, of which two seconds are used, or
   * five if `isPatient`.
   */
  ready(ms?: number, isPatient?: boolean): Promise<boolean>;
  /**
   * Sends a statement at once, behind those on their way, and resolves with its rows as lists of values. It is prepared at its first use. Without a
   * response for `ms` the connection is lost.
   */
  ask(text: string, values?: readonly unknown[], ms?: number): Promise<unknown[][]>;
  /** Sends commands without parameters, with semicolons between them, and resolves with the tag of the last one. */
  command(text: string, ms?: number): Promise<string>;
  /**
   * Has the server end each statement from now on that is outside of a transaction and takes longer, by a time between these milliseconds. The response
   * is waited for as long as that of such a statement, which is sent behind it.
   */
  limitStatements(leastMs: number, mostMs: number): void;
  /** The server's process id of this connection. */
  backend(): Promise<number>;
  isOpen(): boolean;
  /** Drops the connection: the server ends its transaction. */
  drop(): void;
  close(): Promise<void>;
};

/** The server ends a statement in time; one that is silent has this much longer. */
export const graceMs = 250;
/** Less than a write waits in all. */
const connectTimeoutMs = 2_000;
/** For work that no request waits for: on a busy machine a connection takes seconds. */
const patientConnectTimeoutMs = 5_000;
/** The longest time of a timer, for what takes as long as it needs: a migration of a large store, or the transfer of one. */
export const unboundedMs = 2 ** 31 - 1;
/** A client with the texts that it has prepared: beyond the bound of all texts the next use begins with another connection. */
type Opened = {
  client: pg.Client;
  prepared: PreparedTexts;
  /** The time of a statement outside of a transaction, as the server knows it. */
  statementMs: number;
  awaitResponse: AwaitResponse;
  /** Resolves with the response to what was sent last. */
  last: Promise<unknown>;
};

/** Creates a connection to the place. Its host is looked up each time that it is opened. */
export function createConnection(place: DatabasePlace, options: ConnectionOptions): Connection {
  const link = createLink(place, options);
  const gatherWrites = writeGatherer();
  const { patienceMs = silenceTimeoutMs } = options;

  /** Sends what `create` returns, and resolves with the response that it gets. */
  async function send<Response>(
    used: Opened,
    ms: number,
    create: (end: (error: Error | undefined, response: Response) => void) => pg.Query,
  ): Promise<Response> {
    gatherWrites(used.client.connection);
    const response = new Promise<Response>((resolve, reject) => {
      const query = create((error, received) => {
        ended();
        if (error) reject(error);
        else resolve(received);
      });
      used.client.query(query);
      const ended = used.awaitResponse(ms, (isSilent) => {
        reject(isSilent ? notAnswered() : lost(undefined));
        used.client.connection.stream.destroy();
      });
    });
    used.last = noteStatement(response);
    try {
      return await response;
    } catch (error) {
      // A later connection is not the one that was lost.
      if (isLost(error) && link.opened() === used) link.drop();
      throw withoutValues(error);
    }
  }

  function requireOpened(): Opened {
    const used = link.opened();
    if (!used) throw lost(undefined);
    return used;
  }

  async function ask(text: string, values: readonly unknown[] = [], ms = patienceMs): Promise<unknown[][]> {
    const used = requireOpened();
    const prepared = used.prepared.find(text);
    const sent = wireValues(values);
    try {
      if (prepared?.parsers) {
        const run = { name: prepared.name, text, parsers: prepared.parsers, values: sent };
        return await send<unknown[][]>(used, ms, (end) => new PreparedRun(run, end));
      }
      const query: pg.QueryArrayConfig = { text, values: sent, rowMode: "array" };
      const { rows, fields } = await send<pg.QueryArrayResult>(
        used,
        ms,
        (end) => new pg.Query(prepared ? { ...query, name: prepared.name } : query, end),
      );
      if (prepared) prepared.parsers = parsersOf(fields);
      return rows;
    } catch (error) {
      if (prepared && isUnprepared(error)) used.prepared.forget(text, prepared);
      throw error;
    }
  }

  async function command(text: string, ms = patienceMs): Promise<string> {
    const query: pg.QueryArrayConfig = { text, rowMode: "array" };
    return tagOf(await send<pg.QueryArrayResult>(requireOpened(), ms, (end) => new pg.Query(query, end)));
  }

  function limitStatements(leastMs: number, mostMs: number): void {
    const used = link.opened();
    if (!used || (used.statementMs >= leastMs && used.statementMs <= mostMs)) return;
    used.statementMs = mostMs;
    command(`SET statement_timeout = ${mostMs}`, mostMs + graceMs).catch(() => {
      // The next use sends it again.
      used.statementMs = Number.NaN;
    });
  }

  return {
    ready: link.ready,
    ask,
    command,
    limitStatements,
    backend: async () => Number((await ask("SELECT pg_backend_pid()"))[0]?.[0]),
    isOpen: () => link.opened() !== undefined,
    drop: link.drop,
    close: link.close,
  };
}

type Link = Pick<Connection, "ready" | "drop" | "close"> & { opened(): Opened | undefined };

/** Creates the link of a connection: its client while that is open. */
function createLink(place: DatabasePlace, options: ConnectionOptions): Link {
  let open: Opened | undefined;
  let isClosed = false;

  function take(): pg.Client | undefined {
    const client = open?.client;
    open = undefined;
    return client;
  }

  function drop(): void {
    const dropped = take();
    if (dropped) void end(dropped);
  }

  async function close(): Promise<void> {
    isClosed = true;
    const closed = take();
    if (closed) await end(closed);
  }

  async function ready(ms = connectTimeoutMs, isPatient = false): Promise<boolean> {
    if (isClosed) throw new Error("the store is closed");
    if (open && open.prepared.length() > maxKeptLength) {
      await settle(open.last, Math.min(connectTimeoutMs, ms));
      drop();
    }
    if (open) return false;
    const timeoutMs = Math.max(1, Math.min(isPatient ? patientConnectTimeoutMs : connectTimeoutMs, ms));
    const client = createClient(place, timeoutMs, options);
    await connect(client, place, () => {
      if (open?.client === client) open = undefined;
    });
    const isNew = { prepared: openPreparedTexts(), statementMs: Number.POSITIVE_INFINITY };
    open = { client, ...isNew, awaitResponse: openResponseTimes(), last: Promise.resolve() };
    if (!isClosed) return true;
    await close();
    throw new Error("the store is closed");
  }

  return { ready, drop, close, opened: () => open };
}

/** The tag of the last command. The driver's types do not know that several have a list of results. */
function tagOf(results: pg.QueryArrayResult | readonly pg.QueryArrayResult[]): string {
  return "command" in results ? results.command : (results.at(-1)?.command ?? "");
}

/**
 * Creates a function that sends together what the code that runs now writes, as the beginning of a read and its first statement: without it a page
 * of the catalogue costs 7 % more CPU time, most of which goes into writes to sockets.
 */
function writeGatherer(): (connection: pg.Connection) => void {
  let isGathering = false;
  return ({ stream }) => {
    if (isGathering) return;
    isGathering = true;
    stream.cork();
    process.nextTick(() => {
      isGathering = false;
      stream.uncork();
    });
  };
}

/** Resolves with the end of a response, after so many milliseconds at the latest. */
function settle(response: Promise<unknown>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const stopTimer = systemRuntime.startTimer(ms, resolve);
    response
      .catch(() => undefined)
      .finally(() => {
        stopTimer();
        resolve();
      });
  });
}

/** The error without what the server says of the rows, which would stand in a log: the values of a key, of a row, of a parameter. */
function withoutValues(error: unknown): unknown {
  if (error instanceof pg.DatabaseError) {
    error.detail = undefined;
    error.where = undefined;
    error.internalQuery = undefined;
    // Faults of data, such as of a cast, name the value.
    if (error.code?.startsWith("22")) error.message = `a value has not the form of its type (${error.code})`;
  }
  return error;
}
