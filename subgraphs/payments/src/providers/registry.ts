/** Provider registry: opens the configured payment providers. */

import type { PayableSteps } from "@hansa/commerce/payable-steps";
import type { Transport } from "@hansa/kit/rpc";
import type { Job, Runtime } from "@hansa/kit/runtime";
import { bankClient, sandboxClient } from "@hansa/sandbox/http/client";
import { postToShop } from "@hansa/sandbox/messages/transport";
import { openSandbox, type Sandbox, type SandboxOptions } from "@hansa/sandbox/sandbox";
import type { Provider } from "./port.ts";
import type { registrations } from "./registrations.mjs";
import { type Bank, sandboxProvider } from "./sandbox/provider.ts";
import { type StripeOptions, stripeProvider } from "./stripe/provider.ts";

export type ProviderOptions = {
  /** The default provider first. */
  chosen: readonly (keyof typeof registrations)[];
  sandbox: {
    place: SandboxOptions["place"];
    secrets: readonly string[];
    webhookUrl: string | undefined;
    /** Address of the sandbox's own process; undefined: it runs inside this process. */
    url: string | undefined;
    /** The address of the shop, below which the sandbox has its pages. */
    publicUrl: string;
    payableSteps: PayableSteps;
  };
  stripe: StripeOptions;
};

export type Providers = {
  providers: Provider[];
  /** Dashboard and faults of the sandbox; null where it runs in another process or not at all. */
  sandbox: Pick<Sandbox, "bank" | "dashboard" | "faults"> | null;
  /** The bank of the sandbox, wherever it runs; null without it. */
  bank: Bank | null;
  jobs: Job[];
  close(): Promise<void>;
};

/** Opens the chosen payment providers, in their order. */
export async function openProviders(
  { chosen, sandbox: asked, stripe }: ProviderOptions,
  runtime: Runtime,
  transport: Transport,
): Promise<Providers> {
  const isHere = chosen.includes("sandbox") && asked.url === undefined;
  const post = postToShop(transport, runtime, asked.webhookUrl);
  const sandbox = isHere ? await openSandbox({ ...asked, runtime, post, atOnce: 8 }) : null;
  const open = {
    sandbox: () => sandboxProvider(sandbox?.api ?? sandboxClient(asked.url ?? "", asked.secrets), asked),
    stripe: () => stripeProvider(stripe),
  } satisfies Record<keyof typeof registrations, () => Provider>;
  return {
    providers: chosen.map((name) => open[name]()),
    sandbox,
    bank: chosen.includes("sandbox") ? (sandbox?.bank ?? bankClient(asked.url ?? "", asked.secrets)) : null,
    jobs: sandbox ? [sandbox.job] : [],
    close: async () => sandbox?.close(),
  };
}
