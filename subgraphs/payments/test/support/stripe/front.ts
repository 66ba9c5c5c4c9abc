/**
 * Payment intents in front of stripe-stateful-mock, which does not support them: the mock keeps charges, refunds, customers, cards and responses by
 * key, and this server maps intents to them. It is a test double and no proof of Stripe's behaviour.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createExpressApp } from "stripe-stateful-mock";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { portOf } from "../ports.ts";

type Form = Record<string, string>;
type Answer = { status: number; body: Record<string, unknown> };
type Intent = Record<string, unknown> & {
  id: string;
  status: string;
  amount: number;
  currency: string;
  created: number;
  card: Card;
};
type Card = { token?: string; method?: string };

const json = z.record(z.string(), z.unknown());
const refund = z.looseObject({ created: z.number(), metadata: z.record(z.string(), z.string()) });

/** Opens both until the test ends. Returns the address of the front. */
export async function openFront(): Promise<string> {
  const mock = await listen(createServer(createExpressApp()));
  const intents = new Map<string, Intent>();
  const answered = new Map<string, { what: string; answer: Answer }>();
  const server = createServer((request, response) => {
    void read(request).then(async (form) => {
      const key = request.headers["idempotency-key"];
      const known = typeof key === "string" ? answered.get(key) : undefined;
      const what = JSON.stringify([request.method, request.url, form]);
      if (known && known.what !== what) return send(response, no(400, "idempotency_error"));
      const answer = known?.answer ?? (await answerTo(mock, intents, request, form));
      if (typeof key === "string") answered.set(key, { what, answer });
      send(response, answer);
    });
  });
  return listen(server);
}

async function answerTo(
  mock: string,
  intents: Map<string, Intent>,
  { method = "GET", url = "", headers }: IncomingMessage,
  form: Form,
): Promise<Answer> {
  const { pathname, searchParams } = new URL(url, mock);
  const [, , room, id, action] = pathname.split("/");
  const ask = (how: string, path: string, body?: Form) =>
    askMock({ mock, authorization: String(headers.authorization) }, how, path, body);
  if (room === "payment_intents" && method === "GET" && id === undefined)
    return ok({ data: listed(intents, Number(searchParams.get("created[gte]"))), has_more: false });
  if (room === "payment_intents") {
    const intent = id === undefined ? begin(intents, form) : intents.get(id);
    if (!intent) return no(404, "resource_missing");
    if (method === "GET") return ok(shown(intent));
    if (action === "cancel") return cancel(intent, form);
    if (action === "capture") return capture(ask, intent, form);
    return form.confirm === "true" || action === "confirm" ? charge(ask, intent, form) : ok(shown(intent));
  }
  if (room === "refunds") {
    const about = form.payment_intent ?? searchParams.get("payment_intent");
    if (about === null) return ok(await refundsSince(ask, intents, Number(searchParams.get("created[gte]"))));
    const intent = intents.get(about);
    if (!intent) return no(404, "resource_missing");
    if (method === "GET") return ok({ data: await refundsOf(ask, intent), has_more: false });
    if (intent.status !== "succeeded") return no(400, "charge_not_captured");
    const { payment_intent: _intent, ...rest } = form;
    return ask("POST", "/v1/refunds", { ...rest, charge: chargeId(intent) });
  }
  if (room === "disputes") return ok({ data: [], has_more: false });
  if (room === "payment_methods" && action === "detach") {
    const customer = [...intents.values()].find(({ card }) => card.method === id)?.customer;
    return ask("DELETE", `/v1/customers/${String(customer)}/sources/${id}`);
  }
  return ask(method, pathname, method === "GET" ? undefined : form);
}

function listed(intents: ReadonlyMap<string, Intent>, since: number): Record<string, unknown>[] {
  return [...intents.values()]
    .filter(({ created }) => created >= since)
    .reverse()
    .map(shown);
}

function begin(intents: Map<string, Intent>, form: Form): Intent {
  const id = `pi_${intents.size + 1}`;
  const metadata = Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) => {
      const key = /^metadata\[(.+)\]$/.exec(name)?.[1];
      return key ? [[key, value]] : [];
    }),
  );
  const intent: Intent = {
    id,
    object: "payment_intent",
    amount: Number(form.amount),
    amount_received: 0,
    currency: form.currency ?? "",
    created: Math.floor(Date.now() / 1_000),
    status: "requires_payment_method",
    client_secret: `${id}_client`,
    customer: form.customer ?? null,
    setup_future_usage: form.setup_future_usage ?? null,
    metadata,
    card: {},
  };
  intents.set(id, intent);
  return intent;
}

type Ask = (method: string, path: string, body?: Form) => Promise<Answer>;

/** Confirms an intent: the mock creates an uncaptured charge. `tok_secondStep` requires authentication. */
async function charge(ask: Ask, intent: Intent, form: Form): Promise<Answer> {
  if (!/^requires_(payment_method|action)$/.test(intent.status)) return no(400, "payment_intent_unexpected_state");
  const token = form["payment_method_data[card][token]"];
  if (token === "tok_secondStep") {
    Object.assign(intent, { status: "requires_action", next_action: { type: "use_stripe_sdk" } });
    return ok(shown(intent));
  }
  const customer = typeof intent.customer === "string" ? intent.customer : undefined;
  let method = form.payment_method;
  if (customer && token) {
    const kept = await ask("POST", `/v1/customers/${customer}/sources`, { source: token });
    if (kept.status !== 200) return kept;
    method = String(kept.body.id);
  }
  const source = method ?? token ?? "";
  const of = customer ? { customer } : {};
  const terms = { amount: String(intent.amount), currency: intent.currency, capture: "false", source, ...of };
  const charged = await ask("POST", "/v1/charges", terms);
  if (charged.status === 402) return declined(intent, charged);
  if (charged.status !== 200) return no(400, "resource_missing");
  const details = Object(Object(charged.body.payment_method_details).card);
  Object.assign(intent, {
    status: "requires_capture",
    next_action: null,
    card: method === undefined ? {} : { method },
    payment_method: { id: method ?? String(charged.body.payment_method), card: details },
    latest_charge: charged.body,
  });
  return ok(shown(intent));
}

function declined(intent: Intent, { status, body }: Answer): Answer {
  intent.status = "requires_payment_method";
  return { status, body: { error: { ...Object(body.error), payment_intent: shown(intent) } } };
}

async function capture(ask: Ask, intent: Intent, form: Form): Promise<Answer> {
  if (intent.status !== "requires_capture") return no(400, "payment_intent_unexpected_state");
  const amount = form.amount_to_capture ?? String(intent.amount);
  if (Number(amount) > intent.amount) return no(400, "amount_too_large");
  const captured = await ask("POST", `/v1/charges/${chargeId(intent)}/capture`, { amount });
  if (captured.status !== 200) return captured;
  const key = form["metadata[hansa_capture]"];
  const metadata = { ...Object(intent.metadata), ...(key ? { hansa_capture: key } : {}) };
  Object.assign(intent, { status: "succeeded", amount_received: Number(amount), metadata });
  intent.latest_charge = captured.body;
  return ok(shown(intent));
}

function cancel(intent: Intent, form: Form): Answer {
  if (intent.status === "succeeded" || intent.status === "canceled") return no(400, "payment_intent_unexpected_state");
  Object.assign(intent, {
    status: "canceled",
    cancellation_reason: form.cancellation_reason ?? null,
    next_action: null,
  });
  return ok(shown(intent));
}

/** The refunds of an intent. The mock adds a refund for the remainder of a partial capture, for which Stripe moves no money; it is left out. */
async function refundsOf(ask: Ask, intent: Intent) {
  const { body } = await ask("GET", `/v1/refunds?charge=${chargeId(intent)}`);
  const all = z.array(refund).parse(body.data);
  return all.filter(({ metadata }) => metadata.hansa_refund).map((one) => ({ ...one, payment_intent: intent.id }));
}

async function refundsSince(ask: Ask, intents: ReadonlyMap<string, Intent>, since: number) {
  const taken = [...intents.values()].filter(({ status }) => status === "succeeded");
  const all = await Promise.all(taken.map((intent) => refundsOf(ask, intent)));
  return { data: all.flat().filter(({ created }) => created >= since), has_more: false };
}

function chargeId({ latest_charge: made }: Intent): string {
  return String(Object(made).id);
}

function shown({ card: _card, ...intent }: Intent): Record<string, unknown> {
  return intent;
}

function ok(body: Record<string, unknown>): Answer {
  return { status: 200, body };
}

function no(status: number, code: string): Answer {
  const type = code === "idempotency_error" ? code : "invalid_request_error";
  return { status, body: { error: { type, code, message: code } } };
}

async function askMock(
  { mock, authorization }: { mock: string; authorization: string },
  method: string,
  path: string,
  form?: Form,
): Promise<Answer> {
  const body = form ? { body: new URLSearchParams(form).toString() } : {};
  const headers = { authorization, "content-type": "application/x-www-form-urlencoded" };
  const answer = await fetch(new URL(path, mock), { method, headers, ...body });
  return { status: answer.status, body: json.parse(await answer.json()) };
}

async function read(request: IncomingMessage): Promise<Form> {
  let text = "";
  for await (const piece of request) text += String(piece);
  return Object.fromEntries(new URLSearchParams(text));
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${portOf(server.address())}`;
}
