/** Reads docker-compose.yml as a container engine would: anchors merged, variables filled in. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { root } from "../../host/shop.mjs";

const service = z.object({
  build: z.object({ context: z.literal("."), target: z.string() }),
  environment: z.record(z.string(), z.string()),
  healthcheck: z.object({ test: z.tuple([z.literal("CMD")], z.string()) }),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  read_only: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  mem_limit: z.string().optional(),
  pids_limit: z.number().optional(),
  logging: z.object({ driver: z.string(), options: z.record(z.string(), z.string()) }).optional(),
  networks: z.array(z.string()).default([]),
});

const composeFile = z.object({
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.null()),
  networks: z.record(z.string(), z.object({ internal: z.boolean().default(false) }).nullable()),
});

export type ComposeFile = z.output<typeof composeFile>;

/** Reads the file with these variables. Throws when one that it requires (`${NAME:?…}`) is missing or empty; `${NAME:+…}` is for others. */
export function readComposeFile(variables: Record<string, string>): ComposeFile {
  const text = readFileSync(path.join(root, "docker-compose.yml"), "utf8");
  const file = composeFile.parse(parse(text, { merge: true }));
  for (const { environment } of Object.values(file.services)) {
    for (const [name, value] of Object.entries(environment)) environment[name] = fillIn(value, variables);
  }
  return file;
}

function fillIn(text: string, variables: Record<string, string>): string {
  return text.replaceAll(/\$\{([A-Z_]+):([-?+])([^}]*)\}/g, (_all, name: string, kind: string, otherwise: string) => {
    const value = variables[name] ?? "";
    if (kind === "+") return value === "" ? "" : otherwise;
    if (value !== "") return value;
    if (kind === "?") throw new Error(`${name}: ${otherwise}`);
    return otherwise;
  });
}
