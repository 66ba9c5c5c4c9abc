/** A Compose project of a test or measurement: the demo shop or a shop in production, with a port and volumes of its own. */
import { systemRuntime } from "@hansa/kit/runtime";
import { z } from "zod";
import { claimPorts } from "../processes/ports.ts";
import { shopProcesses } from "../shop.mjs";
import { docker, type Finished, runDocker, runProgram } from "./docker.ts";

/** The files of a shop in production, as `.env` names them, with Prometheus, and with two instances of each process behind a proxy. */
export const productionFiles = { COMPOSE_FILE: "docker-compose.yml:docker-compose.production.yml" };
export const monitoredFiles = { COMPOSE_FILE: `${productionFiles.COMPOSE_FILE}:docs/owners/monitoring/compose.yml` };
export const instancesFiles = { COMPOSE_FILE: `${productionFiles.COMPOSE_FILE}:docs/owners/deployment/compose.yml` };

/** The processes of a shop, each in a container, sorted by name. */
export const processes: readonly string[] = shopProcesses.map(({ name }) => name).sort();

type Input = { input?: string };

export type Project = {
  /** The address of the graph. */
  url: string;
  /** Runs `docker compose`. Throws when it fails. */
  compose: (args: readonly string[], given?: Input) => Promise<string>;
  /** Runs a command of an owner in the `tools` image. */
  run: (command: readonly string[], given?: Input & { volumes?: readonly string[] }) => Promise<Finished>;
  /** Runs a script of the shell, such as one of a page, in which `docker compose` is that of the project. It ends at the first command that fails. */
  shell: (script: string) => Promise<Finished>;
};

/** Claims a port; nothing runs yet. The settings and `.env` of the person who starts it do not reach the project. */
export async function newProject(name: string, variables: Readonly<Record<string, string>>): Promise<Project> {
  const { port } = await claimPorts(33_000);
  const env = { ...foreignVariables(), HANSA_PORT: String(port), ...variables };
  const prefix = ["compose", "--env-file", "/dev/null", "--project-name", name];
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    compose: (args, { input = "" } = {}) => docker([...prefix, ...args], { env, input }),
    run: (command, { input = "", volumes = [] } = {}) => {
      const mounts = volumes.flatMap((volume) => ["--volume", volume]);
      return runDocker([...prefix, "run", "--rm", "--no-TTY", ...mounts, "tools", ...command], { env, input });
    },
    shell: (script) => {
      const ofProject = { ...env, COMPOSE_PROJECT_NAME: name, COMPOSE_ENV_FILES: "/dev/null" };
      return runProgram("bash", ["-e", "-o", "pipefail", "-c", script], { env: ofProject });
    },
  };
}

/** The engine may count a container to its network for a moment after it has removed the container. */
const endpointPauseMs = 5_000;

/** Removes the containers, networks and volumes of a project; a second time where the engine still saw an endpoint in a network. */
export async function removeProject({ compose }: Pick<Project, "compose">, ...options: string[]): Promise<void> {
  const remove = () => compose(["down", "--volumes", ...options]);
  await remove().catch(async () => {
    await systemRuntime.sleep(endpointPauseMs);
    await remove();
  });
}

/** The environment without settings of a shop and of Compose. */
export function foreignVariables(): NodeJS.ProcessEnv {
  const own = /^(HANSA|COMPOSE)_/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}

const container = z.object({ Service: z.string(), State: z.string(), Health: z.string(), ExitCode: z.int() });

/** A container as `docker compose ps` shows it. */
export type Container = z.infer<typeof container>;

/** The containers of the project, running or ended, by their service. */
export async function readContainers({ compose }: Project): Promise<Map<string, Container>> {
  const lines = (await compose(["ps", "--all", "--format", "json"])).split("\n").filter((line) => line !== "");
  return new Map(lines.map((line) => container.parse(JSON.parse(line))).map((one) => [one.Service, one]));
}

/** The services that are healthy, sorted by name. */
export async function readHealthy(project: Project): Promise<string[]> {
  const all = [...(await readContainers(project)).values()];
  return all
    .filter(({ Health }) => Health === "healthy")
    .map(({ Service }) => Service)
    .sort();
}
