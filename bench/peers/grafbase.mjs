/** Grafbase's Rust gateway on the projected schemas of the four subgraphs. Installed on demand, for Linux on x64 only. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { root } from "../../host/shop.mjs";
import { serviceNames } from "../../packages/kit/src/rpc/contract.ts";
import { graphUrlVariable } from "../../packages/kit/src/rpc/service-variables.ts";
import { projectSubgraph } from "../targets/projection.ts";

const forwarding = `[[headers]]
rule = "forward"
name = "authorization"
`;
const program = createRequire(import.meta.url).resolve("@grafbase/cli-x86_64-unknown-linux-musl/grafbase");
const folder = path.join(process.env.HANSA_DATA ?? "", "grafbase");
const config = path.join(folder, "grafbase.toml");

mkdirSync(folder, { recursive: true });
writeFileSync(config, [...serviceNames.map(subgraph), forwarding].join("\n"));
// Replaces this process, so that its CPU time and memory are those of the gateway alone.
process.execve?.(program, [program, "dev", "-c", config, "-p", process.env.HANSA_PORT ?? ""], {
  ...process.env,
  HOME: folder,
});

/** The lines about a subgraph. @param {typeof serviceNames[number]} name */
function subgraph(name) {
  const schema = path.join(folder, `${name}.graphql`);
  writeFileSync(schema, projectSubgraph(readFileSync(path.join(root, `subgraphs/${name}/schema.graphql`), "utf8")));
  const url = process.env[graphUrlVariable(name)];
  return `[subgraphs.${name}]\nurl = ${JSON.stringify(url)}\nschema_path = ${JSON.stringify(schema)}\n`;
}
