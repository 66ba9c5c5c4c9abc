/** Opens the sandbox: its books, the provider that the shop sees, and what happens there by itself. */
import type { Job } from "@hansa/kit/jobs";
import { createMetrics } from "@hansa/kit/metrics";
import { openStore } from "@hansa/kit/store";
import type { World } from "@hansa/kit/world";
import type { Provider } from "../port.ts";
import { type Dashboard, sandboxDashboard } from "./dashboard.ts";
import { type PostMessage, sendDueMessages } from "./messages.ts";
import { sandboxProvider } from "./provider.ts";
import { decide } from "./thinking.ts";

export type SandboxOptions = {
  file: string;
  migrations: string;
  world: World;
  /** The first signs, all are accepted. */
  secrets: readonly string[];
  post: PostMessage;
};

export type Sandbox = { provider: Provider; dashboard: Dashboard; job: Job; close(): Promise<void> };

/** The books survive the process, as a real provider's would. What is done in them does not count as work of payments. */
export async function openSandbox({ file, migrations, world, secrets, post }: SandboxOptions): Promise<Sandbox> {
  const store = await openStore({ file, migrations, world, metrics: createMetrics() });
  const sandbox = { store, world, secrets, post };
  return {
    provider: sandboxProvider(sandbox),
    dashboard: sandboxDashboard(sandbox),
    job: {
      name: "sandbox-provider",
      everyMs: 250,
      run: async () => {
        await decide(sandbox);
        await sendDueMessages(sandbox);
      },
    },
    close: () => store.close(),
  };
}
