/** A process that replays learned responses: of the four subgraphs to the routers, and of a router to the clients. */
import { processes, type ServiceName, serviceNames } from "@hansa/contracts/processes";
import { openAssertionCheck, viewerIdOf } from "@hansa/kit/identity";
import { systemRuntime } from "@hansa/kit/runtime";
import { readKeyRing } from "@hansa/kit/service";
import { serveParent } from "../../harness/helper-process.ts";
import { headerOf, type Message } from "../http/framing.ts";
import { startLearningServer } from "../http/learning-server.ts";
import { openPeerIdentity } from "../targets/identity.ts";
import { type CannedCounts, type CannedRequest, cannedRequest, front } from "./protocol.ts";

/** Signs the requests of a router that signs none, while responses are learned. */
const identity = openPeerIdentity();
const counts: CannedCounts = { misses: 0, firstMiss: null, requests: {} };
let isLearning = true;

serveParent(async (message) => {
  const request = cannedRequest.parse(message);
  if (request.kind === "listen") await listen(request);
  if (request.kind === "seal") isLearning = false;
  return counts;
});

async function listen({ name, port, upstream }: Extract<CannedRequest, { kind: "listen" }>): Promise<void> {
  const service = serviceNames.find((known) => known === name);
  // The same bytes of two viewers have two responses.
  const viewerOf = service ? viewerBehind(service) : tokenIn;
  if (name !== front) counts.requests[name] = 0;
  await startLearningServer({
    port,
    keyOf: ({ head, body }) => {
      if (name !== front) counts.requests[name] = (counts.requests[name] ?? 0) + 1;
      return `${viewerOf(head)}\n${body.toString("latin1")}`;
    },
    learn: async (message, key) => {
      if (isLearning) return fetchFrom(upstream, service, message);
      counts.misses += 1;
      counts.firstMiss ??= `no learned response of ${name} to ${key.slice(0, 600)}`;
      return undefined;
    },
  });
}

/**
 * Reads the viewer from the router's assertion. Its signature was verified when the response was learned, and is verified once more here. A
 * router that signs nothing forwards the client's token.
 */
function viewerBehind(service: ServiceName): (head: string) => string {
  const check = openAssertionCheck(readKeyRing(service, processes, process.env), systemRuntime);
  return (head) => {
    const assertion = headerOf(head, "hansa-viewer");
    if (assertion === undefined) return tokenIn(head);
    const asserted = check(assertion);
    return asserted ? (viewerIdOf(asserted.viewer) ?? "guest") : "unknown";
  };
}

function tokenIn(head: string): string {
  return headerOf(head, "authorization") ?? "guest";
}

const forwarded = ["authorization", "hansa-claims", "hansa-signature", "hansa-viewer"];

/** The response of the real server, if it is one; a request to a service is signed unless its router has done so. */
async function fetchFrom(
  upstream: string,
  service: ServiceName | undefined,
  { head, body }: Message,
): Promise<Buffer | undefined> {
  const given = forwarded.flatMap((name): [string, string][] => {
    const value = headerOf(head, name);
    return value === undefined ? [] : [[name, value]];
  });
  const isSigned = !service || headerOf(head, "hansa-viewer") !== undefined;
  const headers = isSigned ? Object.fromEntries(given) : await signedFor(service, head, body);
  const request = { method: "POST", headers: { ...headers, "content-type": "application/json" }, body };
  const response = await fetch(upstream, request);
  return response.status === 200 ? Buffer.from(await response.arrayBuffer()) : undefined;
}

async function signedFor(service: ServiceName, head: string, body: Buffer): Promise<Record<string, string>> {
  const caller = await identity.identify(headerOf(head, "authorization"));
  const vouched = { requestId: caller.requestId, assertion: identity.assertionFor(caller, service) };
  return { ...identity.sign(service, vouched, body.toString()) };
}
