/** Opens the sandbox: its books, the provider that the shop sees, and what happens there by itself. */
import type { Job } from "@hansa/kit/jobs";
import { createMetrics } from "@hansa/kit/metrics";
import { openStore } from "@hansa/kit/store";
import type { World } from "@hansa/kit/world";
import type { Provider } from "../port.ts";
import { type Dashboard, sandboxDashboard } from "./dashboard.ts";
import { type Faults, noFaults } from "./faults.ts";
import { faulty } from "./faulty.ts";
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
  /** How many messages may be on their way at once. */
  atOnce: number;
};

export type Sandbox = {
  provider: Provider;
  dashboard: Dashboard;
  /** What goes wrong there; none of it unless somebody changes it. */
  faults: Faults;
  job: Job;
  close(): Promise<void>;
};

/** The books survive the process, as a real provider's would. What is done in them does not count as work of payments. */
export async function openSandbox({ file, migrations, world, ...options }: SandboxOptions): Promise<Sandbox> {
  const store = await openStore({ file, migrations, world, metrics: createMetrics() });
  const faults = noFaults();
  const sandbox = { store, world, faults, ...options };
  return {
    provider: faulty(sandboxProvider(sandbox), faults, world),
    dashboard: sandboxDashboard(sandbox),
    faults,
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
