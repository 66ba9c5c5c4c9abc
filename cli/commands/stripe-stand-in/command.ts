/** `hansa stripe-stand-in`: a stand-in for Stripe, for a dry run of a shop with HANSA_STRIPE_URL. It moves no money. */
import { randomBytes } from "node:crypto";
import { CommandFailure, defineSubcommand, runCommand, webAddress } from "@hansa/kit/command-line";
import { openStandIn } from "../../../subgraphs/payments/stand-in/server.ts";
import { postTo } from "../../../subgraphs/payments/stand-in/webhook.ts";
import { readHostConfig } from "../../host/shop.mjs";
import { say } from "../../host/terminal.mjs";

const command = defineSubcommand(
  "stripe-stand-in",
  `Answers as Stripe would where HANSA_STRIPE_URL says (http://127.0.0.1:4016), and signs its webhooks with HANSA_STRIPE_WEBHOOK_SECRET. It moves no money and keeps everything in memory.

Cards: pm_card_visa, pm_card_mastercard, pm_card_chargeDeclined, pm_card_chargeDeclinedInsufficientFunds, pm_card_threeDSecure2Required, pm_card_refundFail, pm_card_createDispute.`,
).option(
  "--webhook-url <url>",
  "the shop's endpoint (default: /webhooks/stripe at HANSA_PORT of this machine)",
  webAddress,
);

/** Runs the command. */
export function run(commandLine: readonly string[]): Promise<void> {
  return runCommand(command, ({ webhookUrl }) => start(webhookUrl), commandLine);
}

async function start(given: string | undefined): Promise<void> {
  const config = readHostConfig();
  const [webhookSecret] = (process.env.HANSA_STRIPE_WEBHOOK_SECRET ?? "").split(",").map((secret) => secret.trim());
  if (!webhookSecret) throw new CommandFailure("HANSA_STRIPE_WEBHOOK_SECRET is missing: webhooks are signed with it");
  const { hostname, port } = new URL(process.env.HANSA_STRIPE_URL || "http://127.0.0.1:4016");
  const webhookUrl = given ?? `http://127.0.0.1:${config.port}/webhooks/stripe`;
  const { url, close } = await openStandIn({
    host: hostname,
    port: Number(port || 80),
    webhookSecret,
    post: postTo(webhookUrl),
    now: Date.now,
    newId: (kind) => `${kind}_${randomBytes(12).toString("hex")}`,
  });
  say(`stripe-stand-in: answers at ${url}, sends webhooks to ${webhookUrl}`);
  const stop = () => void close().then(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}
