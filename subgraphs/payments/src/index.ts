/** Starts payments: reads the configuration, opens the service and listens. */
import { crashAt } from "@hansa/kit/runtime/crash-points";
import { systemRuntime } from "@hansa/kit/runtime/runtime";
import { runProcess } from "@hansa/kit/server/process";
import { listen } from "@hansa/kit/server/subgraph";
import { readConfig } from "./config.ts";
import { openPayments } from "./server.ts";

await runProcess("payments", async () => {
  const config = readConfig();
  const payments = await openPayments(config, crashAt(systemRuntime, config.crash));
  await listen(payments, config.host, config.ports);
  payments.startWork();
  return payments;
});
