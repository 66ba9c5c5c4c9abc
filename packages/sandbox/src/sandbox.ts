/** Sandbox: opens its store, its API and its job. */
import { fileURLToPath } from "node:url";
import type { PayableSteps } from "@hansa/commerce/payable-steps";
import { createMetrics, type Job, type Runtime } from "@hansa/kit/runtime";
import { openStore, type StorePlace } from "@hansa/kit/store";
import { sandboxApi } from "./api.ts";
import { sandboxBank } from "./bank.ts";
import { decidePending } from "./bank-decisions.ts";
import { type Dashboard, sandboxDashboard } from "./dashboard.ts";
import { type Faults, noFaults } from "./faults/fault-plan.ts";
import { withFaults } from "./faults/faulty-api.ts";
import { type PostMessage, sendDueMessages } from "./messages/delivery.ts";
import type { Bank, SandboxApi } from "./protocol.ts";

const migrations = fileURLToPath(new URL("../migrations", import.meta.url));

export type SandboxOptions = {
  /** The place of its store. */
  place: StorePlace;
  runtime: Runtime;
  /** The first one signs, all are accepted. */
  secrets: readonly string[];
  /** The address of the shop, below which the bank has its pages. */
  publicUrl: string;
  /** Amounts that are no multiple of the step of their currency are refused. */
  payableSteps: PayableSteps;
  post: PostMessage;
  /** Maximum number of concurrent messages. */
  atOnce: number;
};

export type Sandbox = {
  api: SandboxApi;
  dashboard: Dashboard;
  bank: Bank;
  /** The active faults; none by default. */
  faults: Faults;
  job: Job;
  close(): Promise<void>;
};

/** Opens the sandbox on its own store, which survives the process. Its statements do not count as work of payments. */
export async function openSandbox({ place, runtime, ...options }: SandboxOptions): Promise<Sandbox> {
  const store = await openStore({ place, migrations, runtime, metrics: createMetrics() });
  const faults = noFaults();
  const sandbox = { store, runtime, faults, ...options };
  return {
    api: withFaults(sandboxApi(sandbox), faults, runtime),
    dashboard: sandboxDashboard(sandbox),
    bank: sandboxBank(sandbox),
    faults,
    job: {
      name: "sandbox-provider",
      everyMs: 250,
      store,
      run: async () => {
        await decidePending(sandbox);
        await sendDueMessages(sandbox);
      },
    },
    close: () => store.close(),
  };
}
