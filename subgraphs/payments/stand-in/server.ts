/** A stand-in for Stripe: as much of its API as the adapter uses, over HTTP, for dry runs and tests. It moves no money and keeps nothing. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type Account, type Clock, invalidRequest, StripeError } from "./account.ts";
import { answerBrowser } from "./browser.ts";
import { closeDispute, submitEvidence } from "./disputes.ts";
import { type Form, readForm } from "./form.ts";
import { authenticate, cancelIntent, captureIntent, confirmIntent, createIntent } from "./intents.ts";
import { createRefund, detachMethod } from "./refunds.ts";
import { type PostMessage, sendEvent } from "./webhook.ts";

export type StandInOptions = Clock & {
  host: string;
  /** 0: any that is free. */
  port: number;
  webhookSecret: string;
  post: PostMessage;
};

type Response = { status: number; body: unknown };
type Request = { method: string; path: readonly string[]; query: URLSearchParams; form: Form };

const maxBytes = 100_000;

/** Opens it. `url` is where it answers. */
export async function openStandIn({ host, port, webhookSecret, post, ...clock }: StandInOptions) {
  const account: Account = {
    ...clock,
    intents: new Map(),
    refunds: new Map(),
    disputes: new Map(),
    methods: new Map(),
    customers: new Set(),
    tokens: new Map(),
    origin: "",
    publish: (type, object) => void sendEvent(clock, { secret: webhookSecret, post }, type, structuredClone(object)),
  };
  const answered = new Map<string, { asked: string; response: Response }>();
  const server = createServer((request, response) => {
    handle(account, answered, request, response).catch(() => response.destroy());
  });
  account.origin = await listen(server, host, port);
  return {
    url: account.origin,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function handle(
  account: Account,
  answered: Map<string, { asked: string; response: Response }>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", account.origin);
  const path = pathname.split("/").slice(1);
  if (path[0] === "authenticate") return showAuthentication(account, path[1] ?? "", response);
  const text = await readBody(request);
  const fields = { ...Object.fromEntries(searchParams), ...readForm(text) };
  const ofBrowser = answerBrowser(account, { method: request.method ?? "GET", path, fields });
  if (ofBrowser) {
    const headers = { "content-type": ofBrowser.type, "access-control-allow-origin": "*" };
    response.writeHead(ofBrowser.status, headers).end(ofBrowser.body);
    return;
  }
  const sent = { method: request.method ?? "GET", path, query: searchParams, form: readForm(text) };
  const key = request.headers["idempotency-key"];
  const asked = JSON.stringify([sent.method, path, text]);
  const known = typeof key === "string" ? answered.get(key) : undefined;
  const result = isTestKey(request.headers.authorization)
    ? known
      ? replay(known, asked)
      : responseTo(account, sent)
    : errorResponse(new StripeError(401, "invalid_request_error", "api_key_not_for_tests"));
  // The response to an idempotency key is repeated unchanged, even if the object has changed since.
  if (typeof key === "string" && !known && result.status !== 401)
    answered.set(key, { asked, response: structuredClone(result) });
  send(response, result);
}

/** A live key would be that of an account with money in it. */
function isTestKey(authorization: string | undefined): boolean {
  return /^Bearer (sk|rk)_test_/.test(authorization ?? "");
}

function replay(known: { asked: string; response: Response }, asked: string): Response {
  return known.asked === asked
    ? known.response
    : errorResponse(new StripeError(400, "idempotency_error", "idempotency_error"));
}

function responseTo(account: Account, request: Request): Response {
  try {
    return { status: 200, body: route(account, request) };
  } catch (error) {
    if (error instanceof StripeError) return errorResponse(error);
    throw error;
  }
}

function errorResponse({ status, error }: StripeError): Response {
  return { status, body: { error } };
}

function route(account: Account, { method, path, query, form }: Request): unknown {
  const [, collection, id, action] = path;
  const isPost = method === "POST";
  if (collection === "payment_intents") {
    if (id === undefined) return isPost ? createIntent(account, form) : listOf(account.intents, query);
    const intent = account.intents.get(id);
    if (!intent) throw invalidRequest("resource_missing", "intent");
    if (!isPost) return intent;
    if (action === "confirm") return confirmIntent(account, intent, form);
    if (action === "capture") return captureIntent(account, intent, form);
    if (action === "cancel") return cancelIntent(account, intent, form);
  }
  if (collection === "refunds" && id === undefined)
    return isPost ? createRefund(account, form) : listOf(account.refunds, query);
  if (collection === "disputes") {
    if (id === undefined && !isPost) return listOf(account.disputes, query);
    const dispute = account.disputes.get(id ?? "");
    if (!dispute) throw invalidRequest("resource_missing", "dispute");
    if (!isPost) return dispute;
    return action === "close" ? closeDispute(account, dispute) : submitEvidence(account, dispute, form);
  }
  if (collection === "customers" && isPost && id === undefined) {
    const customer = account.newId("cus");
    account.customers.add(customer);
    return { id: customer, object: "customer" };
  }
  if (collection === "payment_methods" && id !== undefined && action === "detach") return detachMethod(account, id);
  throw new StripeError(404, "invalid_request_error", "unknown_url");
}

type Listed = { id: string; created: number; payment_intent?: string };

/** A page, the newest first. */
function listOf(all: ReadonlyMap<string, Listed>, query: URLSearchParams) {
  const [from, until] = [Number(query.get("created[gte]") ?? 0), Number(query.get("created[lte]") ?? Number.MAX_VALUE)];
  const about = query.get("payment_intent");
  const found = [...all.values()]
    .reverse()
    .filter(({ created }) => created >= from && created <= until)
    .filter(({ payment_intent: intent }) => about === null || intent === about);
  const start = found.findIndex(({ id }) => id === query.get("starting_after")) + 1;
  const limit = Number(query.get("limit") ?? 10);
  return { object: "list", data: found.slice(start, start + limit), has_more: found.length > start + limit };
}

/** The page of the "bank": opening it is the second step. */
function showAuthentication(account: Account, id: string, response: ServerResponse): void {
  const intent = account.intents.get(id);
  const returnUrl = intent?.next_action?.redirect_to_url?.return_url;
  if (intent?.status !== "requires_action") {
    response.writeHead(404, { "content-type": "text/plain" }).end("No payment waits for this.\n");
    return;
  }
  authenticate(account, intent);
  if (returnUrl) response.writeHead(303, { location: returnUrl }).end();
  else response.writeHead(200, { "content-type": "text/plain" }).end("Authenticated.\n");
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const piece of request) {
    text += String(piece);
    if (text.length > maxBytes) throw new Error("the request is too long");
  }
  return text;
}

function send(response: ServerResponse, { status, body }: Response): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      if (address === null || typeof address === "string") return reject(new Error("the stand-in listens on no port"));
      resolve(`http://${host}:${address.port}`);
    });
  });
}
