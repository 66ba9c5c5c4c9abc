/** Routes that the router passes through: pictures and uploads of products, receipts of orders, webhooks and the bank of payments, keys and exports of users. */
import type { IncomingHttpHeaders } from "node:http";
import type { ServiceName } from "@hansa/contracts/processes";
import { type HttpTransport, keysPath, UnsendableRequestError } from "@hansa/kit/rpc";
import { type Log, type Runtime, type Sender, type WarnSparsely, wordsOf } from "@hansa/kit/runtime";
import { type Unsent, unsentRefusal } from "@hansa/kit/server";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type IsAllowedOrigin, isForeignForm } from "../identity/forgery.ts";
import { bankPolicy, filePolicy, hasMediaType, receiptPolicy } from "./headers.ts";
import { passOn, pickHeaders } from "./passed-request.ts";
import { refuse } from "./refusals.ts";
import { openUploads } from "./uploads.ts";

export type PassThrough = {
  runtime: Runtime;
  log: Log;
  /** Warns of what requests may cause as often as they come. */
  warn: WarnSparsely;
  /** The instances of the services, at their internal servers. */
  services: HttpTransport<ServiceName>["services"];
  /** The sender of a request, in whose turn it is passed on; undefined where senders are not told apart. */
  senderOf(request: FastifyRequest): Sender | undefined;
  isAllowedOrigin: IsAllowedOrigin;
  /** The unsent bytes of the router, by which reads are refused. */
  unsent: Unsent;
};

/** The time until a service answers, in milliseconds. */
const timeoutMs = 10_000;
/** The largest webhook, in bytes. */
const webhookLimit = 1024 * 1024;

/** The request headers of pictures that are passed on, and the response headers that are returned. */
const requestHeaders = ["accept", "if-none-match", "if-modified-since", "range"];
const responseHeaders = [
  "content-type",
  "content-disposition",
  "content-length",
  "content-range",
  "accept-ranges",
  "cache-control",
  "etag",
  "last-modified",
];
/** The media types of pictures: those of uploads, and drawings from the folder of pictures, whose scripts the policy stops. */
const pictureTypes = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/avif", "image/svg+xml"];
const jsonTypes = ["application/json"];

/** Headers of a webhook that are not passed on: those of the connection and of the identity. */
const withheldHeaders = new Set(["host", "connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer"]);
const withheldByName = /^(hansa-|authorization$|cookie$|proxy-|x-forwarded-|content-length$|expect$)/;

/** Opens `/media/*`, `/uploads/:token`, `/receipts/*`, `/webhooks/:provider`, `/sandbox/*`, `/.well-known/jwks.json` and `/exports/:token`. */
export async function openPassThrough(app: FastifyInstance, parts: PassThrough): Promise<void> {
  app.get("/media/*", async (request, reply) => {
    if (!isPlainPath(request.url)) return refuse(reply, 404);
    reply.header("cross-origin-resource-policy", "cross-origin");
    const headers = pickHeaders(request.headers, requestHeaders);
    return forward(parts, { service: "products", headers, types: pictureTypes }, request, reply);
  });
  app.get("/receipts/*", async (request, reply) => {
    if (!isPlainPath(request.url)) return refuse(reply, 404);
    return forward(parts, { service: "orders", types: ["text/html"], policy: receiptPolicy }, request, reply);
  });
  await openUploads(app, parts);
  app.get("/.well-known/jwks.json", async (request, reply) =>
    forward(parts, { service: "users", path: keysPath }, request, reply),
  );
  app.get("/exports/:token", async (request, reply) => {
    if (!isPlainPath(request.url)) return refuse(reply, 404);
    reply.header("referrer-policy", "no-referrer").header("x-robots-tag", "noindex");
    return forward(parts, { service: "users" }, request, reply);
  });

  await app.register((scope, _options, done) => {
    // The provider signed these bytes, so they are passed on unparsed.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: webhookLimit }, (_request, body, done) =>
      done(null, body),
    );
    const bank = { service: "payments", types: ["text/html"], policy: bankPolicy, redirects: true } as const;
    for (const [method, url] of [
      ["GET", "/sandbox/:ref"],
      ["POST", "/sandbox/:ref/:decision"],
    ] as const) {
      scope.route({
        method,
        url,
        handler: async (request, reply) => {
          if (!isPlainPath(request.url)) return refuse(reply, 404);
          if (method === "POST" && isForeignForm(request.headers, parts.isAllowedOrigin)) return refuse(reply, 403);
          // Its forms name their page where a browser writes no other header.
          reply.header("referrer-policy", "same-origin");
          return forward(parts, bank, request, reply);
        },
      });
    }
    scope.post("/webhooks/:provider", async (request, reply) => {
      if (!isPlainPath(request.url)) return refuse(reply, 404);
      const forwarding = { service: "payments", headers: withoutWithheld(request.headers) } as const;
      return forward(parts, forwarding, request, reply);
    });
    done();
  });
}

/** The service that answers, the headers that it gets, and the media types and the content security policy of its response. */
type Forwarding = {
  service: ServiceName;
  /** The path at the service; that of the request if absent. */
  path?: string;
  headers?: Record<string, string>;
  types?: readonly string[];
  policy?: string;
  /** Whether its redirects are passed on. */
  redirects?: boolean;
};

async function forward(
  { runtime, log, warn, services, senderOf, unsent }: PassThrough,
  { service, path, headers = {}, types = jsonTypes, policy = filePolicy, redirects = false }: Forwarding,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { method, url, body } = request;
  reply.header("content-security-policy", policy);
  try {
    const passedOn = {
      method: method === "POST" ? "POST" : "GET",
      path: path ?? url,
      headers,
      body: Buffer.isBuffer(body) ? body : null,
    } as const;
    const isAbandoned = () => method === "GET" && reply.raw.closed;
    const options = { waitMs: timeoutMs, sender: senderOf(request), isAbandoned };
    const response = await passOn({ runtime, log }, services[service], passedOn, options);
    if (response.statusCode === 401 || response.statusCode === 404) {
      await response.body.dump();
      return refuse(reply, 404);
    }
    if (!hasMediaType(response, types)) {
      await response.body.dump();
      const type = String(response.headers["content-type"]);
      warn(
        { requestId: request.id, subgraph: service, type },
        `pass-through: ${service} answered with a wrong media type`,
      );
      return refuse(reply, 502);
    }
    // Checked when it is to be sent: many may be in progress at once.
    if (method === "GET" && !unsent.admits(request.ip)) {
      await response.body.dump();
      return refuse(reply, 503, unsentRefusal);
    }
    return reply
      .status(response.statusCode)
      .headers(pickHeaders(response.headers, redirects ? [...responseHeaders, "location"] : responseHeaders))
      .send(response.body);
  } catch (error) {
    if (error instanceof UnsendableRequestError) return refuse(reply, 400);
    warn(
      { cause: wordsOf(error), requestId: request.id, subgraph: service },
      `pass-through: ${service} did not answer`,
    );
    return refuse(reply, 503);
  }
}

/** Whether the path has no `..` and no escapes, which the next server might interpret differently. */
function isPlainPath(url: string): boolean {
  const [path = ""] = url.split("?", 1);
  return /^[\w./-]+$/.test(path) && !path.includes("..");
}

function withoutWithheld(headers: IncomingHttpHeaders): Record<string, string> {
  const names = Object.keys(headers).filter((name) => !withheldHeaders.has(name) && !withheldByName.test(name));
  return pickHeaders(headers, names);
}
