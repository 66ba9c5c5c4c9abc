/** The files of the schemas: one for each subgraph, and the router's own for node lookups. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { root, type Service, services } from "../../../cli/host/shop.mjs";

/** The file of a service's schema. */
export function schemaFileOf(service: Service): string {
  return path.join(root, service.folder, service.isGateway ? "nodes.graphql" : "schema.graphql");
}

/** The hash of a service's schema as it is now, equal to the one that a subgraph shows on its `/health`; of nothing if its file is not there now. */
export function schemaHashOf(service: Service): string {
  return createHash("sha256")
    .update(textOf(schemaFileOf(service)))
    .digest("hex");
}

/** The hashes of all schemas, by service. */
export function schemaHashes(): Record<string, string> {
  return Object.fromEntries(services.map((service) => [service.name, schemaHashOf(service)]));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
