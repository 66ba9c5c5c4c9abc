/** What tests of a subgraph need: somebody who asks, a way to ask its real doors without sockets, and a folder for its store. */
import { createSecretKey, generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DefinitionNode, type FieldDefinitionNode, Kind, type ObjectTypeDefinitionNode, parse } from "graphql";
import type { Caller, ServiceName } from "./contract.ts";
import { askDoor, type GraphAnswer, type Question } from "./graph-client.ts";
import type { Viewer } from "./identity.ts";
import { developmentRing } from "./keys/key-ring.ts";
import { pairKeyText, processPairs, viewerKeyText } from "./keys/key-set.ts";
import { createLog } from "./log.ts";
import { openSessionCheck, type SessionCheck } from "./revocation/session-check.ts";
import type { Subgraph } from "./subgraph.ts";
import type { World } from "./world.ts";

export { type GraphAnswer, guest, type Question } from "./graph-client.ts";

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

/** Somebody signed in, with these scopes. */
export function userWith(
  id: string,
  scopes: readonly string[] = [],
  role = scopes.length > 0 ? "ADMIN" : "CUSTOMER",
): Viewer {
  return { kind: "user", id, role, scopes: [...scopes], sessionId: `ses_${id}` };
}

/** Asks the GraphQL door of `service` as the router would, for `viewer`, a guest if none is given. */
export function askGraph(
  service: ServiceName,
  { graph }: Subgraph,
  world: World,
  question: Question,
): Promise<GraphAnswer> {
  return askDoor({ service, graph, router: developmentRing("router"), world }, question);
}

/** A session check on an empty feed. */
export function everySessionLive(world: World): SessionCheck {
  const read = async () => ({ entries: [], seq: 0, waitedMs: 0 });
  return openSessionCheck({ world, log: createLog("test", "silent"), read });
}

/** The variables of a process that was given keys of its own, as production demands them. */
export function ownKeys(self: Caller): Record<string, string> {
  const pairs = processPairs.filter(({ caller, callee }) => caller === self || callee === self);
  const texts = pairs.map(({ caller, callee }, index) =>
    pairKeyText(caller, callee, { id: `own-${index}`, secret: createSecretKey(randomBytes(32)) }),
  );
  const viewerKey = { id: "own-viewer", key: generateKeyPairSync("ed25519").privateKey };
  const half = self === "router" ? "private" : "public";
  return {
    HANSA_PAIR_KEYS: texts.join(","),
    [self === "router" ? "HANSA_VIEWER_SIGNING_KEYS" : "HANSA_VIEWER_KEYS"]: viewerKeyText(viewerKey, half),
  };
}

/** The mutations in this SDL that take a scope, in its order: what the back office and programs do, and the audit log has to hear of. */
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
 * In memory where there is plenty: no test pulls a plug, so nobody needs the disk that every transaction would wait for. Containers often
 * have 64 MB of it, which is too little.
 */
function parentFolder(): string {
  if (!existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize >= enoughBytes ? memory : tmpdir();
}
