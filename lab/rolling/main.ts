/** `npm run rolling -w @hansa/lab`: restarts every process of a shop with two of each, one after the other, under load. Exit code 1 if anything fails. */
import { defineExperiment, experiment } from "../harness/experiment.ts";

const command = defineExperiment(
  "rolling",
  `Runs a seeded shop in production with two instances of each of the six programs, sends queries and purchases, reads pages of the storefront, and restarts each instance with SIGTERM, one after the other. The storefront comes back as another build, while visitors open its pages in a browser and use them. Clients alternate between both routers and repeat a request at the other one only if its connection was refused. Then a new version of products with one more field is deployed alone, its schema is published, both routers take it up while they run, and it is withdrawn again. The shop is removed afterwards.

With --containers each instance is a container, as in docs/owners/deployment/compose.yml, and is replaced by a new one of the same image; clients reach both routers through the proxy, over TLS, no page is opened in a browser, which gives up what it loads whenever this machine's network changes, and no version is deployed. It needs Docker with Compose.

With --hosts the containers are on two hosts, each a network of containers with one instance of each program, whose databases are on a third (docs/owners/postgresql.md): they reach all others by the addresses of the hosts. Each is replaced, host by host. With --outage one host falls silent instead while clients buy: its programs are paused, so that no connection ends and no response comes; then it starts anew. Both need Docker on Linux. On two cores, which fourteen containers share, the start of a container takes seconds from all others, and a few staff queries of a run are refused meanwhile (SESSION_UNVERIFIABLE): that misses the target.

Targets: no query and no page fails, no part of a page stays dead, no purchase is lost or made twice, and the audit is clean; 30 s after the loss of a host the other one answers each query and has sold again. Exit code 1 if a target is missed. The last line is one JSON object.`,
)
  .option("--containers", "in containers behind a proxy, each of which is replaced")
  .option("--hosts", "in containers on two hosts, on PostgreSQL")
  .option("--outage", "the same, and one of the hosts is lost");

await experiment(command, async ({ containers, hosts, outage }) => {
  const { run } = await import("./run.ts");
  if (outage) return run((await import("./hosts.ts")).startHosts, (await import("./outage.ts")).loseHost);
  if (hosts) return run((await import("./hosts.ts")).startHosts);
  if (containers) return run((await import("./containers.ts")).startContainers);
  return run((await import("./processes.ts")).startProcesses);
});
