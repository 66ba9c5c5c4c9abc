/** What the router passes on untouched: pictures from products, files to it, receipts from orders, webhooks to payments, and from users the public keys and what a person asked to be told. */
import type { IncomingHttpHeaders } from "node:http";
import type { ServiceName } from "@hansa/kit/contract";
import type { Log } from "@hansa/kit/log";
import type { World } from "@hansa/kit/world";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Pools } from "../transport/pools.ts";

import { refuse } from "./refuse.ts";
import { openUploads } from "./uploads.ts";

export type PassThrough = {
  world: World;
  log: Log;
  pools: Pools;
  /** Where the inner listeners of the services are. */
  origins: Readonly<Record<ServiceName, string>>;
};

const timeoutMs = 10_000;
/** The largest webhook, in bytes. */
const webhookLimit = 1024 * 1024;

/** What a browser may say when it asks for a picture, and what it may hear. */
const askedHeaders = ["accept", "if-none-match", "if-modified-since", "range"];
const toldHeaders = [
  "content-type",
  "content-disposition",
  "content-length",
  "content-range",
  "accept-ranges",
  "cache-control",
  "etag",
  "last-modified",
];
/** A receipt says itself what a browser may do with it. */
const receiptHeaders = [...toldHeaders, "content-security-policy"];
/** A picture that is opened by itself runs nothing and loads nothing. */
const picturePolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/** What a provider may not say: the connection is ours, and so is who it is. */
const withheldHeaders = new Set(["host", "connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer"]);
const withheldByName = /^(hansa-|authorization$|cookie$|proxy-|x-forwarded-|content-length$|expect$)/;

/** Opens `/media/*`, `/uploads/:token`, `/receipts/*`, `/webhooks/:provider`, `/.well-known/jwks.json` and `/exports/:token`. */
export async function openPassThrough(app: FastifyInstance, parts: PassThrough): Promise<void> {
  app.get("/media/*", async (request, reply) => {
    if (!isPlainPath(request.url)) return refuse(reply, 404);
    reply.header("content-security-policy", picturePolicy).header("cross-origin-resource-policy", "cross-origin");
    return pass(parts, "products", request, reply, pick(request.headers, askedHeaders));
  });
  app.get("/receipts/*", async (request, reply) => {
    if (!isPlainPath(request.url)) return refuse(reply, 404);
    return pass(parts, "orders", request, reply, {}, receiptHeaders);
  });
  await openUploads(app, parts);
  app.get("/.well-known/jwks.json", async (request, reply) => pass(parts, "users", request, reply, {}));
  app.get("/exports/:token", async (request, reply) => {
    if (!isPlainPath(request.url)) return refuse(reply, 404);
    reply.header("referrer-policy", "no-referrer").header("x-robots-tag", "noindex");
    return pass(parts, "users", request, reply, {});
  });

  await app.register((scope, _options, done) => {
    // The provider signed these very bytes: nobody parses them on the way.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: webhookLimit }, (_request, body, done) =>
      done(null, body),
    );
    scope.post("/webhooks/:provider", async (request, reply) => {
      if (!isPlainPath(request.url)) return refuse(reply, 404);
      return pass(parts, "payments", request, reply, withoutOurs(request.headers));
    });
    done();
  });
}

async function pass(
  { world, log, pools, origins }: PassThrough,
  service: ServiceName,
  request: FastifyRequest,
  reply: FastifyReply,
  headers: Record<string, string>,
  told = toldHeaders,
): Promise<FastifyReply> {
  const { method, url, body } = request;
  try {
    const answer = await pools.to(origins[service]).request({
      method: method === "POST" ? "POST" : "GET",
      path: url,
      headers,
      body: Buffer.isBuffer(body) ? body : null,
      signal: world.deadline(timeoutMs),
    });
    if (answer.statusCode === 401 || answer.statusCode === 404) {
      await answer.body.dump();
      return refuse(reply, 404);
    }
    return reply.status(answer.statusCode).headers(pick(answer.headers, told)).send(answer.body);
  } catch (error) {
    log.warn({ err: error, requestId: request.id, service }, "nothing could be passed on");
    return refuse(reply, 503);
  }
}

/** Without dots that climb and without escapes, which the next server might read in another way. */
function isPlainPath(url: string): boolean {
  const [path = ""] = url.split("?", 1);
  return /^[\w./-]+$/.test(path) && !path.includes("..");
}

function pick(headers: IncomingHttpHeaders, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name): [string, string][] => {
      const value = headers[name];
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );
}

function withoutOurs(headers: IncomingHttpHeaders): Record<string, string> {
  const names = Object.keys(headers).filter((name) => !withheldHeaders.has(name) && !withheldByName.test(name));
  return pick(headers, names);
}
