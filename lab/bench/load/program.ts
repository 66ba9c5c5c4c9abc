/** The load generator: a process that sends prepared requests over raw connections and times the answers. */
import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { readMessages } from "../http/framing.ts";
import { percentile } from "../measurement/statistics.ts";
import { fillIn, firstValues, isComplete, type Step, takeFrom, type Values } from "../operations/session.ts";
import { answerParent } from "../processes/questions.ts";
import { answerFault } from "./answer-fault.ts";
import { type LoadResult, type LoadRun, type LoadSession, loadQuestion } from "./protocol.ts";

/** A step with the bytes of its request; null where values are missing in it. */
type PreparedStep = Step & { head: string; bytes: Buffer | null };
type Prepared = { steps: readonly PreparedStep[]; length: number | null; refusesErrors: boolean };
type SessionSet = { name: string; port: number; sessions: readonly Prepared[]; next: number };
type Run = { set: SessionSet; latencies: number[]; faults: number; firstFault: string | null };
type Connection = { socket: Socket; isFree: boolean; send(dueAt: number): void };

const sets = new Map<string, SessionSet>();
const openLoopConnections = 64;
/**
 * Connections come from so many addresses of this machine in turn, because a shop gives one sender half of its connections to a service at most.
 * Only Linux has more than one without being set up.
 */
const addresses = process.platform === "linux" ? 8 : 1;
let opened = 0;
const drainMs = 5_000;
/** The gate has sent sessions with smaller numbers. */
const firstRun = 100_000;

answerParent((message) => {
  const question = loadQuestion.parse(message);
  if (question.kind === "run") return run(question);
  const { set, port, sessions } = question;
  sets.set(set, { name: set, port, sessions: sessions.map((session) => prepare(port, session)), next: firstRun });
  return undefined;
});

function prepare(port: number, { authorization, steps, length, refusesErrors }: LoadSession): Prepared {
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
    refusesErrors,
  };
}

function bytesOf(head: string, body: string): Buffer {
  return Buffer.from(`${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

async function run({ set: name, seconds, sessions, pace }: LoadRun & { set: string }): Promise<LoadResult> {
  const set = sets.get(name);
  if (!set) throw new Error(`no requests were prepared as ${name}`);
  const current: Run = { set, latencies: [], faults: 0, firstFault: null };
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;
  await (pace.kind === "closed"
    ? runClosed(current, pace.connections, { endsAt, sessions })
    : runOpen(current, pace.rate, endsAt));
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

async function runClosed(
  current: Run,
  count: number,
  { endsAt, sessions = Number.POSITIVE_INFINITY }: { endsAt: number; sessions: number | undefined },
): Promise<void> {
  let sent = 0;
  const sendNext = (connection: Connection) => {
    if (sent >= sessions || performance.now() >= endsAt) return void connection.socket.destroy();
    sent += 1;
    connection.send(performance.now());
  };
  const ended = Array.from({ length: count }, async () => {
    await new Promise<void>((resolve) => {
      const connection = open(current, resolve, () => sendNext(connection));
      connection.socket.once("connect", () => sendNext(connection));
    });
  });
  await Promise.all(ended);
}

/** A request that finds no free connection waits for one; its time counts from when it was due. */
async function runOpen(current: Run, rate: number, endsAt: number): Promise<void> {
  const due: number[] = [];
  const connections: Connection[] = [];
  const dispatch = () => {
    for (const connection of connections) {
      const dueAt = connection.isFree ? due.shift() : undefined;
      if (dueAt !== undefined) connection.send(dueAt);
    }
  };
  for (let index = 0; index < openLoopConnections; index += 1) {
    connections.push(open(current, () => {}, dispatch));
  }
  const startedAt = performance.now();
  for (let sent = 0; performance.now() < endsAt; ) {
    for (; startedAt + (sent / rate) * 1_000 <= performance.now(); sent += 1)
      due.push(startedAt + (sent / rate) * 1_000);
    dispatch();
    await pause(1);
  }
  const patience = performance.now() + drainMs;
  while ((due.length > 0 || connections.some(({ isFree }) => !isFree)) && performance.now() < patience) await pause(5);
  const unanswered = due.length + connections.filter(({ isFree }) => !isFree).length;
  current.faults += unanswered;
  if (unanswered > 0) current.firstFault ??= `${unanswered} requests had no answer ${drainMs / 1_000} s after the end`;
  for (const { socket } of connections) socket.destroy();
}

/** Opens a connection; `onAnswer` is called after each session, `onEnd` once it has ended. */
function open(current: Run, onEnd: () => void, onAnswer: () => void): Connection {
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
  const connection: Connection = {
    socket,
    isFree: true,
    send: (dueAt) => {
      session = set.sessions[set.next % set.sessions.length];
      const [first] = session?.steps ?? [];
      if (!first) return;
      values = first.bytes && session?.steps.length === 1 ? {} : firstValues(set.name, set.next);
      set.next += 1;
      place = 0;
      connection.isFree = false;
      sentAt = dueAt;
      sendStep(first);
    },
  };
  const fail = (fault: string) => {
    current.faults += 1;
    current.firstFault ??= fault;
  };
  socket.on(
    "data",
    readMessages((message) => {
      const step = session?.steps[place];
      const next = session?.steps[place + 1];
      if (!session || !step) return fail("an answer to no request");
      const { length, refusesErrors } = session;
      const fault = answerFault(message, step, { length: next ? null : length, refusesErrors });
      if (fault !== undefined) fail(fault);
      else if (next) {
        values = { ...values, ...takeFrom(step, message.body.toString()) };
        place += 1;
        return void sendStep(next);
      }
      current.latencies.push(performance.now() - sentAt);
      connection.isFree = true;
      onAnswer();
    }),
  );
  socket.once("error", (error) => fail(error.message));
  socket.once("close", () => {
    if (!connection.isFree) fail("the connection ended before the answer");
    onEnd();
  });
  return connection;
}
