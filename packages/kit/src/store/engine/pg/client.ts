/** The driver's client of a connection: its settings, its opening, and its end. */
import pg from "pg";
import { systemRuntime } from "../../../runtime/runtime.ts";
import { noteStatement } from "../statement-run.ts";
import { lost } from "./faults.ts";
import { type DatabasePlace, nameOf } from "./place.ts";
import { typeParsers } from "./values.ts";

export type ConnectionOptions = {
  /** The store may lose its last commits. */
  isReplaceable: boolean;
  /** How long a response is waited for unless a statement says so. */
  patienceMs?: number;
  /** Its transaction may wait for as long as another store needs. */
  mayIdle?: boolean;
  /** It only reads, also outside of a transaction. */
  isReader?: boolean;
  /** Takes what other sessions notify it of. */
  hear?: (payload: string) => void;
  /** The command that has it: its sessions are apart from those of the shop (`sessions.ts`). */
  command?: string;
};

/** A message of the server about one of its settings. */
type ParameterStatus = { parameterName: string; parameterValue: string };

/** A server that gives no response for so long is lost, as after the loss of its machine. Longer than a request may take. */
export const silenceTimeoutMs = 12_000;
/** How long the end of a connection takes at most: a server that is silent does not confirm it. */
const endTimeoutMs = 1_000;
/** The server ends a transaction that sends nothing for so long: a paused process must not keep the write lock. */
const idleInTransactionMs = 5_000;

/** Creates the client, which is not connected yet. */
export function createClient(place: DatabasePlace, timeoutMs: number, options: ConnectionOptions): pg.Client {
  const client = new pg.Client({
    connectionString: place.url,
    options: settingsOf(place.schema, options),
    application_name: options.command === undefined ? "hansa" : `hansa ${options.command}`,
    connectionTimeoutMillis: timeoutMs,
    keepAlive: true,
    pipeline: true,
    types: typeParsers,
  });
  const { hear } = options;
  if (hear) client.on("notification", ({ payload = "" }) => hear(payload));
  return client;
}

/** Connects a client, and calls `forget` when its connection ends. Throws if it leads to a standby. */
export async function connect(client: pg.Client, place: DatabasePlace, forget: () => void): Promise<void> {
  let isStandby = false;
  client.connection.on("parameterStatus", ({ parameterName, parameterValue }: ParameterStatus) => {
    if (parameterName === "in_hot_standby") isStandby = parameterValue === "on";
  });
  // Without a listener the error of an idle connection would end the process.
  client.on("error", forget);
  client.on("end", forget);
  try {
    await noteStatement(client.connect());
    // Its name still led to a server that is no primary any more: the next connection looks it up again.
    if (isStandby) throw lost(new Error(`${nameOf(place)} is a standby`));
  } catch (error) {
    // The driver leaves it open where the fault is on this side.
    client.connection.stream.destroy();
    throw isFromServer(error) ? error : lost(error);
  }
}

/** Ends a connection, by force where the server does not confirm it. The time is the network's, as all times of the driver are. */
export async function end(client: pg.Client): Promise<void> {
  const stopTimer = systemRuntime.startTimer(endTimeoutMs, () => client.connection.stream.destroy());
  await client
    .end()
    .catch(() => undefined)
    .finally(stopTimer);
}

/** Whether the server answered with an error, or the driver refuses the credentials; all other errors of an opening are of the way to the server. */
function isFromServer(error: unknown): boolean {
  return error instanceof pg.DatabaseError || (error instanceof Error && error.message.startsWith("SASL"));
}

/** Settings of a session: the schema of the store before that of our functions, and no compilation of plans, which costs more than it saves. */
function settingsOf(schema: string, { isReplaceable, mayIdle, isReader }: ConnectionOptions): string {
  const settings = {
    search_path: `"${schema}",hansa`,
    idle_in_transaction_session_timeout: mayIdle ? 0 : idleInTransactionMs,
    // The same for one that does not take a response.
    tcp_user_timeout: mayIdle ? 0 : idleInTransactionMs,
    jit: "off",
    TimeZone: "UTC",
    ...(isReader ? { default_transaction_read_only: "on" } : {}),
    ...(isReplaceable ? { synchronous_commit: "off" } : {}),
  };
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${String(value).replaceAll(" ", "\\ ")}`)
    .join(" ");
}
