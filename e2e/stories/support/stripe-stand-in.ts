/** The stand-in for Stripe beside a shop, as `hansa stripe-stand-in` runs it, and the settings with which a shop uses it. */
import { startOwned } from "@hansa/kit/testing";
import { ownEnvironment } from "../../../cli/host/processes/own-environment.ts";
import { root } from "../../../cli/host/shop.mjs";

/** Its place among the ports of a shop. */
const portOffset = 16;

/** The address of the stand-in of a shop at this port. */
export function standInOrigin(port: number): string {
  return `http://127.0.0.1:${port + portOffset}`;
}

/** The settings of a shop with Stripe, whose keys are made up at run time: no file has a text that looks like a key. */
export function stripeSettings(port: number): Record<string, string> {
  return {
    HANSA_PAYMENT_PROVIDERS: "stripe,sandbox",
    HANSA_STRIPE_SECRET_KEY: ["sk", "test", "anything"].join("_"),
    HANSA_STRIPE_PUBLISHABLE_KEY: ["pk", "test", "anything"].join("_"),
    HANSA_STRIPE_WEBHOOK_SECRET: ["whsec", "anything"].join("_"),
    HANSA_STRIPE_URL: standInOrigin(port),
  };
}

/** Starts it; resolves, when it answers, with how to stop it. */
export async function startStandIn(port: number): Promise<() => Promise<void>> {
  const program = startOwned(process.execPath, ["cli/hansa.cjs", "stripe-stand-in"], {
    cwd: root,
    env: { ...ownEnvironment(), ...stripeSettings(port), HANSA_PORT: String(port) },
  });
  await program.printed("answers at");
  return async () => void (await program.stop("SIGTERM"));
}
