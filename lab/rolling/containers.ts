/** The shop in containers, as docs/owners/deployment/compose.yml deploys it: its clients know the proxy alone, and reach it over TLS. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import tls from "node:tls";
import {
  instancesFiles,
  newProject,
  type Project,
  readContainers,
  removeProject,
} from "../../cli/host/containers/project.ts";
import { seedNotes } from "../../cli/host/data/seed-marker.ts";
import { claimPorts } from "../../cli/host/processes/ports.ts";
import { services, storeFile } from "../../cli/host/shop.mjs";
import { liftLimitsThrough } from "../../cli/testing/shop-limits.ts";
import { type RollingShop, seededOrders } from "./shop.ts";

/** The certificate of the issuer that the proxy makes for localhost. */
const issuerFile = "/data/caddy/pki/authorities/local/root.crt";

/** Builds the images, seeds a shop in its volumes and starts it. */
export async function startContainers(folder: string): Promise<RollingShop> {
  const { port } = await claimPorts(34_400);
  const name = `hansa-rolling-${process.pid}`;
  const project = await newProject(name, {
    ...instancesFiles,
    ...variablesIn(folder),
    HANSA_PUBLIC_URL: "https://localhost",
    HANSA_HTTPS_PORT: String(port),
    HANSA_HTTP_PORT: String(port + 1),
    HANSA_TRUST_PROXY: "1",
  });
  /** For a run that is interrupted. */
  const abandon = () =>
    void spawnSync("docker", ["compose", "--project-name", name, "down", "--volumes"], { cwd: folder });
  process.once("exit", abandon);
  const stop = async () => {
    process.off("exit", abandon);
    await removeKeys(project);
    await removeProject(project, "--rmi", "local", "--remove-orphans");
  };
  try {
    await project.compose(["build"]);
    await seedContainers(project);
    await project.compose(["up", "--detach", "--wait"]);
    const issuer = await project.compose(["exec", "--no-TTY", "proxy", "cat", issuerFile]);
    tls.setDefaultCACertificates([...tls.getCACertificates("default"), issuer]);
    const url = `https://localhost:${port}/graphql`;
    // All buyers come from one address.
    await liftLimitsThrough({ url });
    return {
      url,
      urls: [url],
      data: await copyNotes(project, folder),
      pauseMs: 40,
      isVisited: false,
      restart: (program, instance) => replace(project, instance === 1 ? program : `${program}-${instance}`),
      readOrders: async (statement) => JSON.parse(await runTool(project, "node", ["-e", firstRow, statement])),
      audit: () => runAudit(project),
      stop,
    };
  } catch (error) {
    // Without images nothing can be removed, and the reason is what counts.
    await stop().catch(() => undefined);
    throw error;
  }
}

/** The variables of a shop in containers, with folders for its keys and templates. */
export function variablesIn(folder: string): Record<string, string> {
  const folders = { HANSA_KEYS_FOLDER: path.join(folder, "keys"), HANSA_TEMPLATES: path.join(folder, "templates") };
  for (const made of Object.values(folders)) {
    mkdirSync(made);
    // The user who starts the run need not be that of the images.
    chmodSync(made, 0o777);
  }
  return {
    ...folders,
    HANSA_PAYMENT_PROVIDERS: "sandbox",
    HANSA_SMTP_URL: "",
    HANSA_MAIL_FOLDER: "on",
    HANSA_LOG_LEVEL: "error",
    // All requests come from one address, and a busy machine would refuse queries.
    HANSA_REQUESTS_PER_MINUTE: "0",
    HANSA_CONNECTIONS_PER_ADDRESS: "0",
    HANSA_EVENT_LOOP_DELAY_MS: "0",
  };
}

/** Seeds a shop whose images are built, and makes its keys. */
export async function seedContainers({ compose }: Project): Promise<void> {
  await compose([
    ...["run", "--rm", "--no-TTY", "--env", "HANSA_ENV=development", "--env", "HANSA_KEYS_FOLDER="],
    ...["tools", "seed", "--orders", String(seededOrders)],
  ]);
  await compose(["run", "--rm", "--no-TTY", "tools", "keys", "create"]);
}

/** Removes the keys, which are files of the image's user. */
export function removeKeys(project: Project): Promise<string> {
  return runTool(project, "rm", ["-rf", ...services.map((service) => `/keys/${service.name}`)]);
}

/** Copies the notes of the seed; returns the folder that has them as a shop's has. */
export async function copyNotes(project: Project, folder: string): Promise<string> {
  const data = path.join(folder, "data");
  mkdirSync(path.dirname(path.join(data, seedNotes)), { recursive: true });
  writeFileSync(path.join(data, seedNotes), await runTool(project, "cat", [path.posix.join("/data", seedNotes)]));
  return data;
}

export async function runAudit(project: Project): Promise<string> {
  const { output, errors } = await project.run(["audit"]);
  return `${output}${errors}`;
}

/** A program of the image `tools`: prints the first row that a statement returns. */
const firstRow = `
  const store = require("better-sqlite3")(${JSON.stringify(storeFile("/data", "orders"))}, { readonly: true });
  console.log(JSON.stringify(store.prepare(process.argv[1]).get()));`;

function runTool({ compose }: Project, program: string, args: readonly string[]): Promise<string> {
  return compose(["run", "--rm", "--no-TTY", "--entrypoint", program, "tools", ...args]);
}

/** Replaces a container by a new one. */
export async function replace(project: Project, service: string): Promise<void> {
  await project.compose(["stop", service]);
  const stopped = (await readContainers(project)).get(service);
  if (stopped?.ExitCode !== 0) {
    const logs = await project.compose(["logs", "--no-log-prefix", "--tail", "20", service]);
    throw new Error(`${service} ended with ${stopped?.ExitCode}, not with 0:\n${logs}`);
  }
  await project.compose(["up", "--detach", "--no-deps", "--force-recreate", "--wait", service]);
}
