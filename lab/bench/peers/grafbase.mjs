/** Grafbase's Rust gateway on the schemas of the four services for other gateways. Installed on demand, for Linux on x64 only. */
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { serviceNames } from "../../../packages/contracts/src/processes.ts";
import { schemasForOthers } from "../../../router/src/compose/other-gateways.ts";
import { readGatewayConfig } from "../../../router/src/config.ts";
import { repository } from "../../../router/src/graph/composition/sources.ts";

const program = createRequire(import.meta.url).resolve("@grafbase/cli-x86_64-unknown-linux-musl/grafbase");
const folder = path.join(process.env.HANSA_DATA ?? "", "grafbase");
const config = path.join(folder, "grafbase.toml");
const { subgraphUrls } = readGatewayConfig();

mkdirSync(folder, { recursive: true });
for (const { name, text } of schemasForOthers(repository, subgraphUrls)) writeFileSync(path.join(folder, name), text);
const subgraphs = serviceNames.map(
  (name) =>
    `[subgraphs.${name}]\nurl = "${subgraphUrls[name]?.[0]}"\nschema_path = ${JSON.stringify(path.join(folder, `${name}.graphql`))}\n`,
);
/** The client's credentials, and its address as a proxy before the gateway states it. */
const headers = ["authorization", "hansa-guest", "x-forwarded-for"].map(
  (name) => `[[headers]]\nrule = "forward"\nname = "${name}"\n`,
);
writeFileSync(config, [...subgraphs, ...headers].join("\n"));
// Replaces this process, so that its CPU time and memory are those of the gateway alone.
process.execve?.(program, [program, "dev", "-c", config, "-p", process.env.HANSA_PORT ?? ""], {
  ...process.env,
  HOME: folder,
});
