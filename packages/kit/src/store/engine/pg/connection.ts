/** A connection to the database: opened when it is first used, and again after it was lost. */
import pg from "pg";
import { systemRuntime } from "../../../runtime/runtime.ts";
import { noteStatement } from "../statement-run.ts";
import { maxKeptLength, maxKeptText } from "../statement-text.ts";
import { type ConnectionOptions, connect, createClient, end } from "./client.ts";
import { isLost, isUnprepared, lost } from "./faults.ts";
import type { DatabasePlace } from "./place.ts";

export type Connection = {
  /** Opens the connection if it is not open. Throws if that is not possible within so many milliseconds, of which two seconds are used, or five if `isPatient`. */
  ready(ms?: number, isPatient?: boolean): Promise<void>;
  /**
   * Sends a statement at once, behind those on their way, and resolves with its rows as lists of values. It is prepared at its first use. Without a
   * response for `ms` the connection is lost.
   */
  ask(text: string, values?: readonly unknown[], ms?: number): Promise<unknown[][]>;
  /** Sends commands without parameters, with semicolons between them, and resolves with the tag of the last one. */
  command(text: string, ms?: number): Promise<string>;
  /** The server's process id of this connection. */
  backend(): Promise<number>;
  isOpen(): boolean;
  /** Drops the connection: the server ends its transaction. */
  drop(): void;
  close(): Promise<void>;
};

/** Less than a write waits in all. */
const connectTimeoutMs = 2_000;
/** For work that no request waits for: on a busy machine a connection takes seconds. */
const patientConnectTimeoutMs = 5_000;
/** The longest time of a timer, for what takes as long as it needs: a migration of a large store, or the transfer of one. */
export const unboundedMs = 2 ** 31 - 1;
/** A query with a time of its own, which the types of the driver do not know. */
type BoundedQuery = pg.QueryArrayConfig & { query_timeout?: number };

/**
 * A client with the names of the texts that it has prepared, and their length. The server keeps 80 to 150 bytes for each character until the connection
 * ends: beyond the bound of all texts the next use begins with another connection.
 */
type Opened = {
  client: pg.Client;
  names: Map<string, string>;
  preparedLength: number;
  /** Resolves with the response to what was sent last. */
  last: Promise<unknown>;
};

/** Creates a connection to the place. Its host is looked up each time that it is opened. */
export function createConnection(place: DatabasePlace, options: ConnectionOptions): Connection {
  const link = createLink(place, options);
  const gatherWrites = writeGatherer();

  async function send(query: pg.QueryArrayConfig, ms?: number): Promise<pg.QueryArrayResult> {
    const used = link.opened();
    if (!used) throw lost(undefined);
    gatherWrites(used.client.connection);
    try {
      const bounded: BoundedQuery = ms === undefined ? query : { ...query, query_timeout: ms };
      const response = noteStatement(used.client.query(bounded));
      used.last = response;
      return await response;
    } catch (error) {
      // A later connection is not the one that was lost. Behind a failed statement the server prepares none.
      if (isLost(error) && link.opened() === used && !isBehindFailure(error, used.client)) link.drop();
      throw withoutValues(error);
    }
  }

  async function ask(text: string, values: readonly unknown[] = [], ms?: number): Promise<unknown[][]> {
    const opened = link.opened();
    const name = opened && nameFor(opened, text);
    const query: pg.QueryArrayConfig = { text, values: [...values], rowMode: "array" };
    const { rows } = await send(name === undefined ? query : { ...query, name }, ms);
    return rows;
  }

  return {
    ready: link.ready,
    ask,
    command: async (text, ms) => tagOf(await send({ text, rowMode: "array" }, ms)),
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

  async function ready(ms = connectTimeoutMs, isPatient = false): Promise<void> {
    if (isClosed) throw new Error("the store is closed");
    if (open && open.preparedLength > maxKeptLength) {
      await settle(open.last, Math.min(connectTimeoutMs, ms));
      drop();
    }
    if (open) return;
    const timeoutMs = Math.max(1, Math.min(isPatient ? patientConnectTimeoutMs : connectTimeoutMs, ms));
    const client = createClient(place, timeoutMs, options);
    await connect(client, place, () => {
      if (open?.client === client) open = undefined;
    });
    open = { client, names: new Map(), preparedLength: 0, last: Promise.resolve() };
    if (!isClosed) return;
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

/** The name of a text on this connection; undefined for one that is parsed for each run. */
function nameFor(opened: Opened, text: string): string | undefined {
  const known = opened.names.get(text);
  if (known !== undefined || text.length > maxKeptText) return known;
  const name = `h${opened.names.size}`;
  opened.names.set(text, name);
  opened.preparedLength += text.length;
  return name;
}

/** Whether a statement is unknown only because its preparation was refused in a transaction that had failed. */
function isBehindFailure(error: unknown, client: pg.Client): boolean {
  return isUnprepared(error) && client.getTransactionStatus() === "E";
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
