/** Opens the providers that the shop has chosen. */
import type { Job } from "@hansa/kit/jobs";
import type { Carrier } from "@hansa/kit/peers";
import type { World } from "@hansa/kit/world";
import type { Provider } from "./port.ts";
import { sandboxClient } from "./sandbox/client.ts";
import { openSandbox, type Sandbox } from "./sandbox/open.ts";
import { postThrough } from "./sandbox/post.ts";
import { type StripeOptions, stripeProvider } from "./stripe/provider.ts";

export type ProviderOptions = {
  /** The usual one first. */
  chosen: readonly ("sandbox" | "stripe")[];
  sandbox: {
    file: string;
    migrations: string;
    secrets: readonly string[];
    webhookUrl: string | undefined;
    /** Where it runs as a process of its own; undefined: inside this one. */
    url: string | undefined;
  };
  stripe: StripeOptions;
};

export type Providers = {
  providers: Provider[];
  /** The sandbox's dashboard and faults; null where it runs elsewhere or not at all. */
  sandbox: Pick<Sandbox, "dashboard" | "faults"> | null;
  jobs: Job[];
  close(): Promise<void>;
};

export async function openProviders(
  { chosen, sandbox: asked, stripe }: ProviderOptions,
  world: World,
  carry: Carrier,
): Promise<Providers> {
  const isHere = chosen.includes("sandbox") && asked.url === undefined;
  const post = postThrough(carry, world, asked.webhookUrl);
  const sandbox = isHere ? await openSandbox({ ...asked, world, post, atOnce: 1 }) : null;
  const open = {
    sandbox: () => sandbox?.provider ?? sandboxClient(asked.url ?? "", asked.secrets),
    stripe: () => stripeProvider(stripe),
  };
  return {
    providers: chosen.map((name) => open[name]()),
    sandbox,
    jobs: sandbox ? [sandbox.job] : [],
    close: async () => sandbox?.close(),
  };
}
