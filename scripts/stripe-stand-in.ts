/** `npm run stripe:stand-in`: a stand-in for Stripe, for a dry run of a shop with HANSA_STRIPE_URL. It moves no money. */
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { openStandIn } from "../subgraphs/payments/stand-in/server.ts";
import { postTo } from "../subgraphs/payments/stand-in/webhook.ts";
import { readSettings } from "./shop.mjs";
import { say } from "./terminal.mjs";

const usage = `npm run stripe:stand-in [-- --webhook-url URL]

Answers where HANSA_STRIPE_URL says (http://127.0.0.1:4016), and signs its webhooks with HANSA_STRIPE_WEBHOOK_SECRET.
It keeps everything in memory: payments end with it. Cards: pm_card_visa, pm_card_mastercard, pm_card_chargeDeclined,
pm_card_chargeDeclinedInsufficientFunds, pm_card_threeDSecure2Required, pm_card_refundFail.

  --webhook-url URL  the shop's endpoint (http://127.0.0.1:4000/webhooks/stripe, by HANSA_PORT)
  --help             this text`;

const options = { "webhook-url": { type: "string" }, help: { type: "boolean", short: "h" } } as const;

async function start(): Promise<void> {
  const { values } = parseArgs({ options });
  if (values.help) return say(usage);
  const settings = readSettings();
  const [webhookSecret] = (process.env.HANSA_STRIPE_WEBHOOK_SECRET ?? "").split(",").map((secret) => secret.trim());
  if (!webhookSecret) throw new Error("HANSA_STRIPE_WEBHOOK_SECRET is missing: webhooks are signed with it");
  const { hostname, port } = new URL(process.env.HANSA_STRIPE_URL || "http://127.0.0.1:4016");
  const webhookUrl = values["webhook-url"] ?? `http://127.0.0.1:${settings.port}/webhooks/stripe`;
  if (!URL.canParse(webhookUrl)) throw new Error(`--webhook-url ${webhookUrl} is no address`);
  const { url, close } = await openStandIn({
    host: hostname,
    port: Number(port || 80),
    webhookSecret,
    post: postTo(webhookUrl),
    now: Date.now,
    newId: (kind) => `${kind}_${randomBytes(12).toString("hex")}`,
  });
  say(`stripe:stand-in: answers at ${url}, sends webhooks to ${webhookUrl}`);
  const stop = () => void close().then(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

try {
  await start();
} catch (error) {
  say(`stripe:stand-in: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
