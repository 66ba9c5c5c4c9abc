/** API clients: programs of partners and of the shop, made by people with no more rights than those people have. */
import { hashApiKey, makeApiKey } from "@hansa/kit/api-key";
import { hasScope } from "@hansa/kit/identity";
import { type Connection, connectionOf, type PageArgs, readTimePage, type TimeSort } from "@hansa/kit/pages";
import { requirePerson } from "@hansa/kit/person";
import { type InputProblem, invalid, notFound, problem } from "@hansa/kit/refusals";
import type { Context } from "../context.ts";
import type { ApiClientCreateInput, ApiClientRevokeInput } from "../generated/resolvers.ts";
import { makeToken } from "../providers/secrets.ts";
import { countApiClients, findApiClientsPage, insertApiClient, revokeApiClient } from "../store/api-clients.ts";
import type { ApiClientRow } from "../store/client-tables.ts";
import type { Answer } from "./answers.ts";
import { record } from "./audit.ts";
import { checkDisplayName } from "./checks.ts";
import { accountWith, isScope, scopesOf } from "./roles.ts";

/** A stolen key must not make further keys, give roles or forget people: it would outlive its own revocation. */
const onlyForPeople: readonly string[] = ["apiclients:write", "users:erase", "users:write"];
const nonceBytes = 32;

/**
 * Makes a client and its key, which is said this once. What the creator may do is looked up now, and not taken from a token that may be
 * older than their role.
 */
export async function createApiClient(
  context: Context,
  input: ApiClientCreateInput,
): Promise<Answer<"ApiClientCreateResult">> {
  const { store, world } = context;
  requirePerson(context.viewer);
  return store.write("create-api-client", async (tx) => {
    const creator = await accountWith(context, tx, "apiclients:write");
    const own = scopesOf(creator.role);
    const displayName = input.displayName.trim();
    const problems = [...checkDisplayName(displayName), ...checkScopes(input.scopes, own)];
    if (problems.length > 0) return invalid(problems);

    const id = world.newId("cli");
    const key = makeApiKey(id, makeSecret(context, id));
    const client: ApiClientRow = {
      id,
      displayName,
      scopes: [...new Set(input.scopes)].sort(),
      keyHash: hashApiKey(key),
      createdBy: creator.id,
      createdAt: world.now(),
      lastUsedAt: null,
      revokedAt: null,
    };
    await insertApiClient(tx, client);
    await record(context, tx, {
      action: "apiClient.created",
      subjectId: id,
      summary: `Made the API client ${id} with ${client.scopes.join(", ") || "no scopes"}.`,
    });
    return { __typename: "ApiClientCreated", client, secretShownOnce: key };
  });
}

/** Shuts a client out. Once more changes nothing. */
export async function shutOutApiClient(
  context: Context,
  { id }: ApiClientRevokeInput,
): Promise<Answer<"ApiClientRevokeResult">> {
  const { store, world, loaders } = context;
  const revoked = await store.write("revoke-api-client", async (tx) => {
    await accountWith(context, tx, "apiclients:write");
    const client = await revokeApiClient(tx, id, world.now());
    if (client) {
      const summary = `Revoked the key of the API client ${id}.`;
      await record(context, tx, { action: "apiClient.revoked", subjectId: id, summary });
    }
    return client;
  });
  const client = revoked ?? (await loaders.apiClientById.load(id));
  return client ? { __typename: "ApiClientRevoked", client } : notFound("API client", ["input", "id"]);
}

/** The program that asks; null for people and guests, and once it was revoked. */
export async function findMyApiClient({ viewer, loaders }: Context): Promise<ApiClientRow | null> {
  const client = viewer.kind === "client" ? await loaders.apiClientById.load(viewer.id) : null;
  return client?.revokedAt === null ? client : null;
}

export function findApiClient({ loaders }: Context, id: string): Promise<ApiClientRow | null> {
  return loaders.apiClientById.load(id);
}

/** The client if the viewer may read all of them or is this one; null for others, as if there were none. */
export async function findVisibleClient(context: Context, id: string): Promise<ApiClientRow | null> {
  if (hasScope(context.viewer, "apiclients:read")) return findApiClient(context, id);
  const own = await findMyApiClient(context);
  return own?.id === id ? own : null;
}

export type ApiClientPage = Connection<ApiClientRow>;

/** Clients, the newest first. */
export async function listApiClients(
  { store }: Context,
  args: PageArgs & { sort?: TimeSort | null | undefined },
): Promise<ApiClientPage> {
  const page = readTimePage(args, 25, "API clients");
  const rows = await store.read((db) => findApiClientsPage(db, page));
  return connectionOf(page, rows, (row) => [row.createdAt, row.id]);
}

export function countClients({ store }: Context): Promise<number> {
  return store.read((db) => countApiClients(db));
}

/** From chance and from the secret of users: whoever knows one of the two still cannot say the key. */
function makeSecret({ world, secrets }: Context, id: string): Uint8Array {
  const nonce = Buffer.from(world.randomBytes(nonceBytes)).toString("base64url");
  return Buffer.from(makeToken(secrets, `api key ${id} ${nonce}`), "base64url");
}

/** What of these scopes cannot be given by somebody who has `own`. */
export function checkScopes(scopes: readonly string[], own: readonly string[]): InputProblem[] {
  return scopes.flatMap((scope, index) => {
    const path = `scopes.${index}`;
    if (!isScope(scope)) return [problem(path, "UNKNOWN", "There is no such scope; `roles` lists them.")];
    if (!own.includes(scope)) return [problem(path, "NOT_YOURS", "You can only give scopes that you have yourself.")];
    if (onlyForPeople.includes(scope)) return [problem(path, "ONLY_FOR_PEOPLE", "No program may have this scope.")];
    return [];
  });
}
