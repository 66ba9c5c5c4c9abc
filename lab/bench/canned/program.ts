/** A process that replays learned answers: of the four subgraphs to the routers, and of a router to the clients. */
import { createServer, type Socket } from "node:net";
import { processes, type ServiceName, serviceNames } from "@hansa/contracts/processes";
import { openAssertionCheck, viewerIdOf } from "@hansa/kit/identity";
import { systemRuntime } from "@hansa/kit/runtime";
import { readKeyRing } from "@hansa/kit/service";
import { headerOf, type Message, readMessages } from "../http/framing.ts";
import { answerParent } from "../processes/questions.ts";
import { openPeerIdentity } from "../targets/identity.ts";
import { type CannedCounts, cannedQuestion, front, type Hops, viewerHeader } from "./protocol.ts";

type Listener = {
  name: string;
  /** Undefined for the listener that answers clients. */
  service: ServiceName | undefined;
  port: number;
  upstream: string;
  /** Names the viewer of a request: the same bytes of two viewers have two answers. */
  viewerOf(head: string): string;
  /** The whole response, by viewer and body. */
  answers: Map<string, Buffer>;
  requests: number;
};

const listeners = new Map<string, Listener>();
/** Signs the requests of a router that signs none, while answers are learned. */
const identity = openPeerIdentity();
const down = new Set<string>();
const unlearned = Buffer.from("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n");
let isLearning = true;
let misses = 0;
let firstMiss: string | null = null;
/** The requests that are recorded; undefined while none are. A hop ends with its first answer. */
let recorded: { hops: Hops; isHopOpen: boolean } | undefined;
/** Long enough that requests that are sent together arrive before one of them is answered. */
const recordedDelayMs = 5;

answerParent(async (message) => {
  const question = cannedQuestion.parse(message);
  if (question.kind === "listen") return listen(question);
  if (question.kind === "down") {
    down.clear();
    for (const name of question.subgraphs) down.add(name);
  }
  if (question.kind === "seal") isLearning = false;
  if (question.kind === "record") {
    const { hops } = recorded ?? { hops: [] };
    recorded = question.begins ? { hops: [], isHopOpen: false } : undefined;
    return hops;
  }
  return counts();
});

async function listen({ name, port, upstream }: { name: string; port: number; upstream: string }): Promise<void> {
  const service = serviceNames.find((known) => known === name);
  const viewerOf = service ? viewerBehind(service) : tokenIn;
  const listener = { name, service, port, upstream, viewerOf, answers: new Map<string, Buffer>(), requests: 0 };
  listeners.set(name, listener);
  const server = createServer((socket) => serve(listener, socket));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
}

/**
 * Reads the viewer from the router's assertion. Its signature was verified when the answer was learned, and is verified once more here. A
 * router that signs nothing forwards the client's token.
 */
function viewerBehind(service: ServiceName): (head: string) => string {
  const check = openAssertionCheck(readKeyRing(service, processes, process.env), systemRuntime);
  return (head) => {
    const named = headerOf(head, viewerHeader);
    if (named !== undefined) return named;
    const assertion = headerOf(head, "hansa-viewer");
    if (assertion === undefined) return tokenIn(head);
    const asserted = check(assertion);
    return asserted ? (viewerIdOf(asserted.viewer) ?? "guest") : "unknown";
  };
}

function tokenIn(head: string): string {
  return headerOf(head, "authorization") ?? "guest";
}

function serve(listener: Listener, socket: Socket): void {
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  socket.on(
    "data",
    readMessages((message) => {
      listener.requests += 1;
      if (down.has(listener.name)) return void socket.destroy();
      const viewer = listener.viewerOf(message.head);
      const key = `${viewer}\n${message.body.toString("latin1")}`;
      const answer = listener.answers.get(key);
      if (answer && recorded && listener.name !== front) {
        recordRequest({ port: listener.port, viewer, body: message.body.toString() }, () => socket.write(answer));
      } else if (answer) socket.write(answer);
      else if (isLearning) void learn(listener, key, message).then((learned) => socket.write(learned));
      else {
        misses += 1;
        firstMiss ??= `no learned answer of ${listener.name} to ${key.slice(0, 600)}`;
        socket.write(unlearned);
      }
    }),
  );
}

/** Adds a request to the open hop, or to a new one, and answers it a little later. */
function recordRequest(request: Hops[number][number], answer: () => void): void {
  if (!recorded) return;
  const current = recorded;
  if (current.isHopOpen) current.hops.at(-1)?.push(request);
  else current.hops.push([request]);
  current.isHopOpen = true;
  setTimeout(() => {
    current.isHopOpen = false;
    answer();
  }, recordedDelayMs);
}

/** Asks the real server and keeps its answer, if it is one. */
async function learn({ service, upstream, answers }: Listener, key: string, { head, body }: Message): Promise<Buffer> {
  const names = ["authorization", "hansa-claims", "hansa-signature", "hansa-viewer"];
  const given = Object.fromEntries(names.flatMap((name) => [[name, headerOf(head, name)]] as const).filter(isGiven));
  const headers = service && !("hansa-viewer" in given) ? await signedFor(service, head, body) : given;
  const request = { method: "POST", headers: { ...headers, "content-type": "application/json" }, body };
  const response = await fetch(upstream, request).catch(() => undefined);
  if (response?.status !== 200) return unlearned;
  const text = Buffer.from(await response.arrayBuffer());
  const start = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n`;
  const learned = Buffer.concat([Buffer.from(start), text]);
  answers.set(key, learned);
  return learned;
}

async function signedFor(service: ServiceName, head: string, body: Buffer): Promise<Record<string, string>> {
  const asking = await identity.identify(headerOf(head, "authorization"));
  const vouched = { requestId: asking.requestId, assertion: identity.assertionFor(asking, service) };
  return { ...identity.sign(service, vouched, body.toString()) };
}

function isGiven(entry: readonly [string, string | undefined]): entry is readonly [string, string] {
  return entry[1] !== undefined;
}

function counts(): CannedCounts {
  const requests = [...listeners.values()].filter(({ name }) => name !== front);
  return { misses, firstMiss, requests: Object.fromEntries(requests.map((each) => [each.name, each.requests])) };
}
