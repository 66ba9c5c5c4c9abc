/** Starts payments: reads the configuration, opens the service and listens. */
import { crashingAt } from "@hansa/kit/crashing";
import { runProcess } from "@hansa/kit/process";
import { listen } from "@hansa/kit/subgraph";
import { systemWorld } from "@hansa/kit/world";
import { readConfig } from "./config.ts";
import { openPayments } from "./server.ts";

await runProcess("payments", async () => {
  const config = readConfig();
  const payments = await openPayments(config, crashingAt(systemWorld, config.crash));
  await listen(payments, config.host, config.ports);
  payments.startWork();
  return payments;
});
