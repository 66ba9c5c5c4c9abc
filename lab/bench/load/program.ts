/** The load generator: a process that sends prepared requests over raw connections and times the responses. */
import { connect } from "node:net";
import { serveParent } from "../../harness/helper-process.ts";
import { readMessages } from "../http/framing.ts";
import { percentile } from "../measurement/statistics.ts";
import { fillIn, firstValues, isComplete, type Step, takeFrom, type Values } from "../operations/session.ts";
import { type LoadResult, type LoadRun, type LoadSession, loadRequest } from "./protocol.ts";
import { responseFault } from "./response-fault.ts";

/** A step with the bytes of its request; null where values are missing in it. */
type PreparedStep = Step & { head: string; bytes: Buffer | null };
type Prepared = { steps: readonly PreparedStep[]; length: number | null };
type SessionSet = { name: string; port: number; sessions: readonly Prepared[]; next: number };
type Run = {
  set: SessionSet;
  /** The next session; undefined once the run is over. */
  begin(): Prepared | undefined;
  latencies: number[];
  faults: number;
  firstFault: string | null;
};

const sets = new Map<string, SessionSet>();
/**
 * Connections come from so many addresses of this machine in turn, because a shop gives one sender half of its connections to a service at most.
 * Only Linux has more than one without being set up.
 */
const addresses = process.platform === "linux" ? 8 : 1;
let opened = 0;
/** The gate has sent sessions with smaller numbers. */
const firstRun = 100_000;

serveParent((message) => {
  const request = loadRequest.parse(message);
  if (request.kind === "run") return run(request);
  const { set, port, sessions } = request;
  sets.set(set, { name: set, port, sessions: sessions.map((session) => prepare(port, session)), next: firstRun });
  return undefined;
});

function prepare(port: number, { authorization, steps, length }: LoadSession): Prepared {
  const head = [
    "POST /graphql HTTP/1.1",
    `host: 127.0.0.1:${port}`,
    "content-type: application/json",
    "accept: application/json",
    ...(authorization === null ? [] : [`authorization: ${authorization}`]),
  ].join("\r\n");
  return {
    steps: steps.map((step) => {
      const isWhole = isComplete(step.body) && isComplete(head);
      return { ...step, head, bytes: isWhole ? bytesOf(head, step.body) : null };
    }),
    length,
  };
}

function bytesOf(head: string, body: string): Buffer {
  return Buffer.from(`${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

async function run({
  set: name,
  seconds,
  connections,
  sessions = Number.POSITIVE_INFINITY,
}: LoadRun & { set: string }): Promise<LoadResult> {
  const set = sets.get(name);
  if (!set) throw new Error(`no requests were prepared as ${name}`);
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;
  let sent = 0;
  const begin = () => {
    if (sent >= sessions || performance.now() >= endsAt) return undefined;
    sent += 1;
    return set.sessions[set.next % set.sessions.length];
  };
  const current: Run = { set, begin, latencies: [], faults: 0, firstFault: null };
  await Promise.all(Array.from({ length: connections }, () => sendInTurn(current)));
  const { latencies, faults, firstFault } = current;
  latencies.sort((one, another) => one - another);
  return {
    completed: latencies.length,
    seconds: (performance.now() - startedAt) / 1_000,
    faults,
    firstFault,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
  };
}

/** Sends sessions over one connection, one after the other; resolves once it has ended. */
function sendInTurn(current: Run): Promise<void> {
  const { set } = current;
  let sentAt = 0;
  let session: Prepared | undefined;
  let place = 0;
  let values: Values = {};
  const localAddress = `127.0.0.${1 + (opened % addresses)}`;
  opened += 1;
  const socket = connect({ port: set.port, host: "127.0.0.1", localAddress, noDelay: true });
  const sendStep = ({ bytes, head, body }: PreparedStep) =>
    socket.write(bytes ?? bytesOf(fillIn(head, values), fillIn(body, values)));
  const sendNext = () => {
    session = current.begin();
    const [first] = session?.steps ?? [];
    if (!first) return void socket.destroy();
    values = first.bytes && session?.steps.length === 1 ? {} : firstValues(set.name, set.next);
    set.next += 1;
    place = 0;
    sentAt = performance.now();
    sendStep(first);
  };
  const fail = (fault: string) => {
    current.faults += 1;
    current.firstFault ??= fault;
  };
  socket.once("connect", sendNext);
  socket.on(
    "data",
    readMessages((message) => {
      const step = session?.steps[place];
      const next = session?.steps[place + 1];
      if (!session || !step) return fail("a response to no request");
      const fault = responseFault(message, step, next ? null : session.length);
      if (fault !== undefined) fail(fault);
      else if (next) {
        values = { ...values, ...takeFrom(step, message.body.toString()) };
        place += 1;
        return void sendStep(next);
      }
      current.latencies.push(performance.now() - sentAt);
      sendNext();
    }),
  );
  socket.once("error", (error) => fail(error.message));
  return new Promise((resolve) => {
    socket.once("close", () => {
      if (session) fail("the connection ended before the response");
      resolve();
    });
  });
}
