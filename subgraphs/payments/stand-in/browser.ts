/** The side of the stand-in that browsers reach: its script, the frames of card and bank, tokens, and the state of an intent. */
import { type Account, invalidRequest, type PaymentIntent, StripeError } from "./account.ts";
import { browserScript } from "./browser-script.ts";
import { behaviourOf } from "./cards.ts";
import type { Form } from "./form.ts";
import { authenticate, failAuthentication } from "./intents.ts";

export type BrowserRequest = { method: string; path: readonly string[]; fields: Form };

/** A response that pages of any origin may read. */
export type BrowserResponse = { status: number; type: string; body: string };

/** Answers a browser; undefined if the request is not one of a browser's. */
export function answerBrowser(account: Account, { method, path, fields }: BrowserRequest): BrowserResponse | undefined {
  const [first, second, third, fourth] = path;
  if (second === "stripe.js") return { status: 200, type: "text/javascript", body: browserScript };
  if (first === "frames" && second === "card") return page(cardFrame);
  if (first === "frames" && second === "bank") return page(bankFrame(account, third ?? "", fourth));
  if (!/^pk_test_\w+$/.test(fields.key ?? "")) return undefined;
  if (second === "confirmation_tokens" && method === "POST") return json(() => createToken(account, fields));
  if (second === "payment_intents" && method === "GET") return json(() => findIntent(account, third, fields));
  return undefined;
}

/** Keeps the card behind a token, which confirms one payment. */
function createToken(account: Account, { card = "", setup_future_usage: usage }: Form) {
  if (!behaviourOf(card)) throw new StripeError(402, "card_error", "incorrect_number");
  const id = account.newId("ctoken");
  account.tokens.set(id, { card, usage: usage || null });
  return { id, object: "confirmation_token" };
}

/** As much of an intent as its secret opens. */
function findIntent({ intents }: Account, id = "", { client_secret: secret }: Form): Partial<PaymentIntent> {
  const intent = intents.get(id);
  if (intent?.client_secret !== secret || !intent) throw invalidRequest("resource_missing", "intent");
  const { object, status, last_payment_error } = intent;
  return { id, object, status, last_payment_error };
}

function json(work: () => unknown): BrowserResponse {
  try {
    return { status: 200, type: "application/json", body: JSON.stringify(work()) };
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    return { status: error.status, type: "application/json", body: JSON.stringify({ error: error.error }) };
  }
}

function page(body: string): BrowserResponse {
  return { status: 200, type: "text/html", body: `<!doctype html><html lang="en"><title>Stand-in</title>${body}` };
}

const cardFrame = `<label>Card of the stand-in <input autocomplete="off"></label>
<script>
document.querySelector("input").addEventListener("input", ({ target }) => parent.postMessage({ card: target.value }, "*"));
parent.postMessage({}, "*");
</script>`;

/** The customer's bank: two buttons, and what they did. */
function bankFrame(account: Account, id: string, decision: string | undefined): string {
  const intent = account.intents.get(id);
  if (!intent) return "<p>No payment waits for this.</p>";
  if (decision === undefined)
    return `<p>Your bank</p><a href="/frames/bank/${intent.id}/complete">Complete</a> <a href="/frames/bank/${intent.id}/fail">Fail</a>`;
  if (decision === "complete") authenticate(account, intent);
  else failAuthentication(account, intent);
  return `<p>Done</p><script>parent.postMessage({}, "*");</script>`;
}
