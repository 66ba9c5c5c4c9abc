/** Support for tests of a subgraph: viewers, queries to its real server without sockets, and temporary folders. */
import { createSecretKey, generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DefinitionNode, type FieldDefinitionNode, Kind, type ObjectTypeDefinitionNode, parse } from "graphql";
import type { Viewer } from "../src/identity/identity.ts";
import { developmentRing } from "../src/identity/keys/key-ring.ts";
import {
  apiKeyProcesses,
  apiKeySecretText,
  pairKeyText,
  processPairs,
  viewerKeyText,
} from "../src/identity/keys/key-set.ts";
import { createLog } from "../src/runtime/log.ts";
import { type Processes, routerName } from "../src/runtime/processes.ts";
import type { Runtime } from "../src/runtime/runtime.ts";
import type { Subgraph } from "../src/service/subgraph.ts";
import { openSessionCheck, type SessionCheck } from "../src/sessions/session-check.ts";
import { type GraphqlRequest, type GraphResponse, sendToServer } from "./graphql-client.ts";

export { type GraphqlRequest, type GraphResponse, guest, respondTo } from "./graphql-client.ts";

/**
 * Ends the test here, as skipped and with a line on standard error, where a file of real data is missing: data sets are not in the
 * repository. In CI, where `CI` is set, the test fails instead.
 */
export function requireFile(
  context: { skip(message: string): void },
  path: string,
  { CI }: { CI?: string | undefined },
): void {
  if (existsSync(path)) return;
  const message = `NOT RUN: ${path} is missing.`;
  if (CI) throw new Error(message);
  process.stderr.write(`\n!!! ${message}\n\n`);
  context.skip(message);
}

/** A signed-in viewer with these scopes. */
export function userWith(
  id: string,
  scopes: readonly string[] = [],
  role = scopes.length > 0 ? "ADMIN" : "CUSTOMER",
): Viewer {
  return { kind: "user", id, role, scopes: [...scopes], sessionId: `ses_${id}` };
}

/** Sends a query to the GraphQL server of `service` as the router would, for `viewer`, a guest if none is given. */
export function sendQuery(
  service: string,
  { graph }: Subgraph,
  runtime: Runtime,
  request: GraphqlRequest,
): Promise<GraphResponse> {
  return sendToServer(
    {
      service,
      graph,
      router: developmentRing(routerName, { services: [{ name: service, offset: 1 }], issuer: service }),
      runtime,
    },
    request,
  );
}

/** A session check on an empty feed. */
export function everySessionLive(runtime: Runtime): SessionCheck {
  const read = async () => ({ entries: [], seq: 0, waitedMs: 0 });
  return openSessionCheck({ runtime, log: createLog("test", "silent"), read });
}

/** The variables of a process with keys of its own, as production requires. */
export function ownKeys(self: string, processes: Processes): Record<string, string> {
  const pairs = processPairs(processes).filter(({ caller, callee }) => caller === self || callee === self);
  const texts = pairs.map(({ caller, callee }, index) =>
    pairKeyText(caller, callee, { ...ownSecret(), id: `own-${index}` }),
  );
  const viewerKey = { id: "own-viewer", key: generateKeyPairSync("ed25519").privateKey };
  const half = self === routerName ? "private" : "public";
  return {
    HANSA_PAIR_KEYS: texts.join(","),
    [self === routerName ? "HANSA_VIEWER_SIGNING_KEYS" : "HANSA_VIEWER_KEYS"]: viewerKeyText(viewerKey, half),
    ...(apiKeyProcesses(processes).includes(self) ? { HANSA_API_KEY_SECRETS: apiKeySecretText(ownSecret()) } : {}),
  };
}

function ownSecret() {
  return { id: "own", secret: createSecretKey(randomBytes(32)) };
}

/** The mutations in this SDL that require a scope, in its order: those of staff and API clients, which the audit log records. */
export function scopedMutations(schema: URL): string[] {
  const types = parse(readFileSync(schema, "utf8")).definitions.filter(isMutations);
  const fields = types.flatMap((type) => type.fields ?? []);
  const takesScope = ({ directives }: FieldDefinitionNode) =>
    directives?.some(({ name }) => name.value === "requiresScopes") === true;
  return fields.filter(takesScope).map(({ name }) => name.value);
}

function isMutations(definition: DefinitionNode): definition is ObjectTypeDefinitionNode {
  return definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === "Mutation";
}

/** A folder for one test's stores, and the function that removes it. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(parentFolder(), "hansa-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

const memory = "/dev/shm";
const enoughBytes = 2 ** 31;

/**
 * In memory where there is enough: no test cuts the power, so transactions need not wait for a disk. Containers often have 64 MB of it,
 * which is too little.
 */
function parentFolder(): string {
  if (!existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize >= enoughBytes ? memory : tmpdir();
}
