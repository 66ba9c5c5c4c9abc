/** A new version of products with one more field: deployed alone, taken up by running routers, and withdrawn again. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { sendRequest } from "@hansa/client/graphql-client";
import { eventually } from "@hansa/client/polling";
import { buildProcesses, builtProgram } from "../../cli/host/build/bundle.ts";
import { ownEnvironment } from "../../cli/host/processes/own-environment.ts";
import { memoryLimitsOf, programArguments, root } from "../../cli/host/shop.mjs";
import type { ProductionShop } from "../../cli/testing/production-shop.ts";
import { composeGraph } from "../../router/src/graph/composition/composition.ts";
import { readSubgraphs, repository } from "../../router/src/graph/composition/sources.ts";
import { instances } from "./shop.ts";

const service = "products";
const query = "{ products(first: 1) { nodes { titleLength } } }";

/** Stops an instance of a service and starts it with these arguments for Node, or with those of its own program. */
type Restart = (name: string, instance: number, command?: readonly string[]) => Promise<void>;

/** Builds the version in the folder, deploys and withdraws it. Throws if a router does not take its schema up, or does not give it up. */
export async function deployAndWithdraw(shop: ProductionShop, folder: string, restart: Restart): Promise<void> {
  const built = await buildNewVersion(folder);
  // There has to be a version to return to.
  await changeSchema(shop, "publish");
  for (let instance = 1; instance <= instances; instance += 1) await restart(service, instance, built.command);
  await changeSchema(shop, "publish", "--supergraph", built.supergraph);
  await awaitRouters(shop, "has the new field", ({ data, errors }) => data !== null && errors.length === 0);
  await changeSchema(shop, "rollback");
  await awaitRouters(shop, "lacks the new field again", ({ data, errors }) => data === null && errors.length > 0);
  for (let instance = 1; instance <= instances; instance += 1) await restart(service, instance);
}

/** Builds the program with the field, and composes its schema with those of the others. */
async function buildNewVersion(folder: string): Promise<{ command: readonly string[]; supergraph: string }> {
  mkdirSync(folder);
  const sources = readSubgraphs(repository).map((source) =>
    source.name === service ? { ...source, sdl: addField(source.sdl) } : source,
  );
  const { supergraph, faults } = composeGraph(sources);
  if (!supergraph) throw new Error(`the new version does not compose: ${faults?.join("\n")}`);
  const files = { schema: path.join(folder, "schema.graphql"), supergraph: path.join(folder, "supergraph.graphql") };
  writeFileSync(files.supergraph, supergraph);
  writeFileSync(files.schema, addField(readFileSync(path.join(root, `subgraphs/${service}/schema.graphql`), "utf8")));
  await buildProcesses(folder, { [service]: path.join(root, `subgraphs/${service}/src/index.ts`) }, [
    {
      file: `subgraphs/${service}/src/server.ts`,
      find: 'new URL("../schema.graphql", import.meta.url)',
      replace: `new URL(${JSON.stringify(pathToFileURL(files.schema).href)})`,
    },
    {
      file: `subgraphs/${service}/src/api/graphql/product.ts`,
      find: "export const Product: ProductResolvers = {",
      replace: "export const Product: ProductResolvers = { titleLength: ({ title }) => title.length,",
    },
  ]);
  const command = [...memoryLimitsOf(service), "--enable-source-maps", builtProgram(folder, service)];
  return { command, supergraph: files.supergraph };
}

function addField(sdl: string): string {
  const place = '  "The average rating of its reviews."\n  rating: Rating!\n';
  if (!sdl.includes(place)) throw new Error(`the schema of ${service} has no ${place}`);
  return sdl.replace(place, `${place}  "The number of characters of its title."\n  titleLength: Int\n`);
}

/** Waits until the response of each router fits. */
async function awaitRouters(
  { urls }: ProductionShop,
  state: string,
  fits: (response: Awaited<ReturnType<typeof sendRequest>>) => boolean,
): Promise<void> {
  for (const url of urls)
    await eventually(`${url} ${state}`, async () => fits(await sendRequest(url, { query })) || undefined);
}

/** Runs `hansa schema` beside the shop. Throws if it fails. */
async function changeSchema(shop: ProductionShop, ...args: readonly string[]): Promise<void> {
  const { isDone, output } = await runHansa(shop, "schema", ...args);
  if (!isDone) throw new Error(`hansa schema ${args.join(" ")} failed:\n${output}`);
}

/** Runs a word of `hansa` beside the shop, as its owner does. */
export async function runHansa({ data }: ProductionShop, ...args: readonly string[]) {
  const environment = { HANSA_DATA: data, HANSA_ENV: "production", HANSA_LOG_LEVEL: "error" };
  const child = spawn(process.execPath, [...programArguments("hansa"), ...args], {
    cwd: root,
    env: { ...ownEnvironment(), ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { isDone: child.exitCode === 0, output: `${stdout}${stderr}` };
}
