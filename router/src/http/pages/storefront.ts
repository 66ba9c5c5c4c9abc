/** Pages of the storefront: a request for one is passed on to an instance of it, without anything that tells who the visitor is. */
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { requestsPage } from "@hansa/kit/http";
import { type Instances, UnsendableRequestError } from "@hansa/kit/rpc";
import { type Log, type Runtime, type Sender, type WarnSparsely, wordsOf } from "@hansa/kit/runtime";
import { type Unsent, unsentRefusal } from "@hansa/kit/server";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { tooManyRequests } from "../../identity/identification.ts";
import { visitorHeader } from "../../identity/visitors.ts";
import { addVary } from "../compression.ts";
import { policyText, storefrontDirectives } from "../headers.ts";
import { isOwnPath, readPagePath } from "../own-paths.ts";
import { passOn, pickHeaders } from "../passed-request.ts";
import { refuse } from "../refusals.ts";
import { htmlPage, htmlPagePolicy } from "./html.ts";
import { type PaymentSettings, pageHeader, paymentPage, paymentPolicy } from "./payment-policy.ts";
import { readPageResponse } from "./storefront-response.ts";

/** Passes a request on to the storefront, and its response back. */
export type PassPage = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

export type Storefront = {
  runtime: Runtime;
  log: Log;
  /** Warns of what visitors may cause as often as they ask. */
  warn: WarnSparsely;
  instances: Instances;
  /** The origin at which browsers reach the shop. */
  publicOrigin: string;
  payments: PaymentSettings;
  /** The sender of a request, in whose turn it is passed on; undefined where senders are not told apart. */
  senderOf(request: FastifyRequest): Sender | undefined;
  /** Counts a request for a page; returns 0 if it is admitted, else the milliseconds to wait. */
  countVisit(request: FastifyRequest): number;
  /** The header that names the visitor of a request; undefined if its address is unknown. */
  signVisitor(request: FastifyRequest): string | undefined;
  /** The unsent bytes of the router, by which pages are refused. */
  unsent: Unsent;
  /** Counts the response to a request for a page. */
  countPage(status: number): void;
};

/** The time until the response of the storefront begins, in milliseconds: a visitor waits no longer for a page. */
const waitMs = 3_000;

/** The request headers that are passed on: those on which the text of a page may depend. */
const requestHeaders = ["accept", "accept-encoding", "accept-language", "if-none-match", "if-modified-since"];

/** The texts of the policies of pages: of those that take payments, and of all others. */
type Policies = { usual: string; payment: string };

/** Opens all paths that are not the router's own, for GET and HEAD. */
export function openStorefrontPages(app: FastifyInstance, passPage: PassPage): void {
  app.route({
    method: ["GET", "HEAD"],
    url: "/*",
    handler: async (request, reply) => {
      const path = readPagePath(request.url);
      if (path === undefined || isOwnPath(path)) return refuse(reply, 404);
      if (!namesJsonOnly(request.headers)) return passPage(request, reply);
      keepFromCaches(reply);
      return refuse(reply, 404);
    },
  });
}

/**
 * Keeps what a program gets in place of a page out of caches. Pages do not vary by `accept`, which each browser writes in its own way: a cache may
 * give a program the page, and no person JSON.
 */
export function keepFromCaches(reply: FastifyReply): void {
  addVary(reply.header("cache-control", "no-store"), "accept");
}

/** Whether a program asks, which reads JSON and no page. */
export function namesJsonOnly(headers: IncomingHttpHeaders): boolean {
  return /\bapplication\/([\w.-]+\+)?json\b/i.test(headers.accept ?? "") && !requestsPage(headers);
}

/** Opens the passing on of pages. */
export function openPassPage(storefront: Storefront): PassPage {
  const policies = { usual: policyText(storefrontDirectives), payment: paymentPolicy(storefront.payments) };
  return async (request, reply) => {
    await passPage({ ...storefront, policies }, request, reply);
    storefront.countPage(reply.statusCode);
    return reply;
  };
}

async function passPage(
  storefront: Storefront & { policies: Policies },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { log, warn, instances, publicOrigin, unsent, policies } = storefront;
  const pauseMs = storefront.countVisit(request);
  if (pauseMs > 0) return refuse(reply, 429, tooManyRequests(pauseMs));
  const response = await requestPage(storefront, request, reply.raw);
  if ("fault" in response) {
    if (response.fault instanceof UnsendableRequestError) return refuse(reply, 400);
    // An instance that is known to be away was logged when it went.
    const isKnown = instances.list.every(({ awaySince }) => awaySince !== undefined);
    const fields = { cause: wordsOf(response.fault), requestId: request.id };
    if (isKnown) log.debug(fields, "storefront: it did not answer");
    else warn(fields, "storefront: it did not answer");
    return refusePage(reply, 503);
  }
  const { statusCode, body } = response;
  const read = readPageResponse(response, publicOrigin);
  if ("fault" in read) {
    await body.dump();
    warn({ fault: read.fault, requestId: request.id }, "storefront: its response cannot be passed on");
    return refusePage(reply, 502);
  }
  // Checked when it is to be sent: many may be in progress at once.
  if (!unsent.admits(request.ip)) {
    await body.dump();
    return refuse(reply, 503, unsentRefusal);
  }
  const policy = response.headers[pageHeader] === paymentPage ? policies.payment : policies.usual;
  const { vary, ...headers } = read.headers;
  if (vary !== undefined) addVary(reply, vary);
  return reply
    .status(statusCode)
    .headers({ ...headers, "content-security-policy": policy })
    .send(body);
}

type Requested = Awaited<ReturnType<typeof passOn>> | { fault: unknown };

/** Where a storefront has the files of its builds: those of one build may be at some of its instances only. */
const builtFiles = "/assets/";

/** Requests a page of any instance; a file of a build of each until one has it, since the page that names it may be another instance's. */
async function requestPage(
  storefront: Storefront,
  request: FastifyRequest,
  client: ServerResponse,
): Promise<Requested> {
  const { instances } = storefront;
  let response = await requestFrom(storefront, instances, request, client);
  if (!request.url.startsWith(builtFiles) || instances.list.length === 1) return response;
  // One that is taken to be away may only be busy, and without the file the page stays dead.
  const inOrder = instances.list.toSorted((one, other) => (one.awaySince ?? 0) - (other.awaySince ?? 0));
  for (const instance of inOrder) {
    if ("fault" in response || response.statusCode !== 404) break;
    const next = await requestFrom(storefront, { ...instances, list: [instance] }, request, client);
    if ("fault" in next) continue;
    await response.body.dump();
    response = next;
  }
  return response;
}

async function requestFrom(
  { runtime, log, senderOf, signVisitor }: Storefront,
  instances: Instances,
  request: FastifyRequest,
  client: ServerResponse,
): Promise<Requested> {
  const visitor = signVisitor(request);
  const passed = {
    method: request.method === "HEAD" ? "HEAD" : "GET",
    path: request.url,
    headers: {
      ...pickHeaders(request.headers, requestHeaders),
      "x-request-id": request.id,
      ...(visitor === undefined ? {} : { [visitorHeader]: visitor }),
    },
  } as const;
  try {
    return await passOn({ runtime, log }, instances, passed, {
      waitMs,
      sender: senderOf(request),
      isRepeatable: true,
      isAbandoned: () => client.closed,
      // A page that says what is missing has such a status too. Visitors can ask for it at any time.
      isFault: () => false,
    });
  } catch (fault) {
    return { fault };
  }
}

/** The seconds after which the page may be there again. */
const retryAfterSeconds = "5";

/** Refuses a page: as a page to a person, else as JSON. */
function refusePage(reply: FastifyReply, status: 502 | 503): FastifyReply {
  keepFromCaches(reply.header("retry-after", retryAfterSeconds));
  if (!requestsPage(reply.request.headers)) return refuse(reply, status);
  return reply
    .status(status)
    .headers({ "content-security-policy": htmlPagePolicy })
    .type("text/html; charset=utf-8")
    .send(unavailablePage);
}

const unavailablePage = htmlPage(
  "The shop does not answer right now",
  "<p>Your cart and your orders are kept. Please load this page again in a few seconds.</p>",
);
