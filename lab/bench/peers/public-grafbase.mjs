/** Grafbase's Rust gateway on the schemas of a folder, which passes the client's authorization on. Its argument is the folder. */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const program = createRequire(import.meta.url).resolve("@grafbase/cli-x86_64-unknown-linux-musl/grafbase");
const [folder = ""] = process.argv.slice(2);
const config = path.join(folder, "grafbase.toml");
const addresses = JSON.parse(readFileSync(path.join(folder, "addresses.json"), "utf8"));

const subgraphs = Object.entries(addresses).map(
  ([name, url]) =>
    `[subgraphs.${name}]\nurl = "${url}"\nschema_path = ${JSON.stringify(path.join(folder, `${name}.graphql`))}\n`,
);
writeFileSync(config, [...subgraphs, '[[headers]]\nrule = "forward"\nname = "authorization"\n'].join("\n"));
// Replaces this process, so that its CPU time and memory are those of the gateway alone.
process.execve?.(program, [program, "dev", "-c", config, "-p", process.env.HANSA_PORT ?? ""], {
  ...process.env,
  HOME: folder,
});
