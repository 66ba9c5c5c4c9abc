/** The shop on two hosts, each a project of Compose with a network of its own, and its databases on a third (docs/owners/postgresql.md). */
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Caller, processNames } from "@hansa/contracts/processes";
import { databaseVariables } from "@hansa/kit/service";
import { docker } from "../../cli/host/containers/docker.ts";
import {
  instancesFiles,
  newProject,
  type Project,
  productionFiles,
  removeProject,
} from "../../cli/host/containers/project.ts";
import { publicPort, services, type shopProcesses, storefront, wholeShop } from "../../cli/host/shop.mjs";
import { liftLimitsThrough } from "../../cli/testing/shop-limits.ts";
import { copyNotes, removeKeys, replace, runAudit, seedContainers, variablesIn } from "./containers.ts";
import type { RollingShop } from "./shop.ts";

const addresses = ["10.213.1.1", "10.213.2.1"] as const;
const databaseAddress = "10.213.3.1";
const files = {
  host: `${productionFiles.COMPOSE_FILE}:lab/rolling/host.yml`,
  database: `${instancesFiles.COMPOSE_FILE}:docs/owners/deployment/postgresql.yml:lab/rolling/host.yml:lab/rolling/database.yml`,
};

/** Builds the images, seeds a shop in databases and starts it on both hosts. */
export async function startHosts(folder: string): Promise<RollingShop> {
  const name = `hansa-hosts-${process.pid}`;
  const volume = `${name}-files`;
  const { folder: passwords, urls: databases } = makePasswords(folder);
  const variables = {
    ...variablesIn(folder),
    ...databases,
    HANSA_DATABASE_FOLDER: passwords,
    HANSA_PUBLIC_URL: origin(addresses[0], wholeShop),
    HANSA_TRUST_PROXY: "0",
    HANSA_SERVICES: services.map(placesOf).join(" "),
    HANSA_STOREFRONT_ORIGINS: originsOf(storefront),
    // Storefronts ask the first as long as it answers: it is the one that is lost.
    HANSA_GRAPH_URL: addresses
      .toReversed()
      .map((address) => `${origin(address, wholeShop)}/graphql/public`)
      .join(),
    SHOP: name,
  };
  const open = (host: string, address: string, own: Readonly<Record<string, string>>) =>
    newProject(`${name}-${host}`, {
      ...variables,
      HOST_ADDRESS: address,
      HOST_SUBNET: address.replace(/\d+$/, "0/24"),
      ...own,
    });
  const database = await open("database", databaseAddress, { COMPOSE_FILE: files.database });
  // Each router has tables of its own.
  const first = await open("one", addresses[0], { COMPOSE_FILE: files.host, HANSA_INSTANCE: "1" });
  const second = await open("two", addresses[1], { COMPOSE_FILE: files.host, HANSA_INSTANCE: "2" });
  const hostOf = (instance: number): Project => (instance === 1 ? first : second);
  /** For a run that is interrupted. */
  const abandon = () => {
    for (const host of ["one", "two", "database"])
      spawnSync("docker", ["compose", "--project-name", `${name}-${host}`, "down", "--volumes"], { cwd: folder });
    spawnSync("docker", ["volume", "rm", volume]);
  };
  process.once("exit", abandon);
  const stop = async () => {
    process.off("exit", abandon);
    await removeKeys(first);
    // The second has the images of the first.
    await removeProject(second, "--remove-orphans");
    await removeProject(first, "--rmi", "all", "--remove-orphans");
    await removeProject(database);
    await docker(["volume", "rm", volume]);
  };
  try {
    await docker(["volume", "create", volume]);
    await database.compose(["up", "--detach", "--wait", "postgresql"]);
    await first.compose(["build"]);
    await seedContainers(first);
    // All networks exist before the first program starts: a request to an address that no network has would leave this machine.
    for (const project of [first, second]) await project.compose(["create"]);
    for (const project of [first, second]) await project.compose(["up", "--detach", "--wait"]);
    const urls = addresses.map((address) => `${origin(address, wholeShop)}/graphql`);
    const url = urls[0] ?? "";
    await liftLimitsThrough({ url });
    return {
      url,
      urls,
      data: await copyNotes(first, folder),
      // The traffic between the hosts takes time of this machine too.
      pauseMs: 300,
      isVisited: false,
      isByInstance: true,
      restart: (program, instance) => replace(hostOf(instance), program),
      loseHost: {
        address: 1,
        lose: async () => void (await second.compose(["pause"])),
        bringBack: async () => {
          await second.compose(["kill"]);
          await second.compose(["up", "--detach", "--wait"]);
        },
      },
      readOrders: async (statement) => JSON.parse(await askOrders(database, statement)),
      audit: () => runAudit(first),
      stop,
    };
  } catch (error) {
    // Without images nothing can be removed, and the reason is what counts.
    await stop().catch(() => undefined);
    throw error;
  }
}

type Placed = (typeof shopProcesses)[number];

function origin(address: string, program: Placed): string {
  return `http://${address}:${publicPort(program, 4_000)}`;
}

function originsOf(program: Placed): string {
  return addresses.map((address) => origin(address, program)).join();
}

function placesOf(program: Placed): string {
  return `${program.name}=${originsOf(program)}`;
}

/** Makes a folder with the password of the server and the address of each database, and the variables with these. */
function makePasswords(parent: string): { folder: string; urls: Record<string, string> } {
  const folder = path.join(parent, "databases");
  mkdirSync(folder);
  writeFileSync(path.join(folder, "server"), randomBytes(16).toString("hex"));
  const urlOf = (name: Caller) => {
    const url = `postgres://${name}:${randomBytes(16).toString("hex")}@${databaseAddress}:5432/${name}`;
    writeFileSync(path.join(folder, name), url);
    return url;
  };
  return { folder, urls: Object.fromEntries(processNames.map((name) => [databaseVariables(name).url, urlOf(name)])) };
}

/** The first row that a statement returns, as JSON. */
function askOrders({ compose }: Project, statement: string): Promise<string> {
  const asJson = `SELECT row_to_json(found) FROM (${statement}) AS found LIMIT 1`;
  return compose(["exec", "--no-TTY", "postgresql", "psql", "--username", "postgres", "-qAtc", asJson, "orders"]);
}
