/** API clients: programs with a key of their own, created by people and limited to the scopes of their creator. */

import { contractPaths } from "@hansa/contracts/graph-contracts";
import { type Connection, connectionOf, type PageArgs, readTimePage, type TimeSort } from "@hansa/kit/graphql";
import { hashApiKey, hasScope, makeApiKey, requirePerson } from "@hansa/kit/identity";
import { type InputProblem, invalid, notFound, problem } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import type { ApiClientCreateInput, ApiClientRevokeInput } from "../../generated/resolvers.ts";
import { makeToken } from "../../providers/secrets.ts";
import {
  countApiClients,
  findApiClientsPage,
  insertApiClient,
  revokeApiClient,
} from "../../store/api-clients/queries.ts";
import type { ApiClientRow } from "../../store/api-clients/tables.ts";
import { checkDisplayName } from "../accounts/validation.ts";
import { recordAction } from "../audit/audit-log.ts";
import type { MutationResult } from "../mutation-results.ts";
import { isScope, requireAccountWithScope, scopesOf } from "../roles/roles.ts";

/** Scopes that no program may have: a stolen key must not create further keys, assign roles or erase people. */
const onlyForPeople: readonly string[] = ["apiclients:write", "users:erase", "users:write"];
const nonceBytes = 32;

/**
 * Creates a client and its key, which only this result shows. The creator's scopes are read from the store, because the token may be older
 * than their role.
 */
export async function createApiClient(
  context: Context,
  input: ApiClientCreateInput,
): Promise<MutationResult<"ApiClientCreateResult">> {
  const { store, runtime, ring } = context;
  requirePerson(context.viewer);
  return store.write("create-api-client", async (tx) => {
    const creator = await requireAccountWithScope(context, tx, "apiclients:write");
    const own = scopesOf(creator.role);
    const displayName = input.displayName.trim();
    const problems = [...checkDisplayName(displayName), ...checkScopes(input.scopes, own)];
    if (problems.length > 0) return invalid(problems);

    const id = runtime.newId("cli");
    const key = makeApiKey(id, makeSecret(context, id), ring.current);
    const client: ApiClientRow = {
      id,
      displayName,
      scopes: [...new Set(input.scopes)].sort(),
      keyHash: hashApiKey(key),
      contract: input.contract ?? "PARTNER",
      createdBy: creator.id,
      createdAt: runtime.now(),
      lastUsedAt: null,
      revokedAt: null,
    };
    await insertApiClient(tx, client);
    await recordAction(context, tx, {
      action: "apiClient.created",
      subjectId: id,
      summary: `Made the API client ${id} with ${client.scopes.join(", ") || "no scopes"}, for ${contractPaths[client.contract]}.`,
    });
    return { __typename: "ApiClientCreated", client, secretShownOnce: key };
  });
}

/** Revokes the key of a client. A repetition has no further effect. */
export async function revokeClient(
  context: Context,
  { id }: ApiClientRevokeInput,
): Promise<MutationResult<"ApiClientRevokeResult">> {
  const { store, runtime, loaders } = context;
  const revoked = await store.write("revoke-api-client", async (tx) => {
    await requireAccountWithScope(context, tx, "apiclients:write");
    const client = await revokeApiClient(tx, id, runtime.now());
    if (client) {
      const summary = `Revoked the key of the API client ${id}.`;
      await recordAction(context, tx, { action: "apiClient.revoked", subjectId: id, summary });
    }
    return client;
  });
  const client = revoked ?? (await loaders.apiClientById.load(id));
  return client ? { __typename: "ApiClientRevoked", client } : notFound("API client", ["input", "id"]);
}

/** The API client of the viewer; null for people and guests, and after its revocation. */
export async function findMyApiClient({ viewer, loaders }: Context): Promise<ApiClientRow | null> {
  const client = viewer.kind === "client" ? await loaders.apiClientById.load(viewer.id) : null;
  return client?.revokedAt === null ? client : null;
}

/** The API client with this id; null if there is none. */
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

/** The number of API clients. */
export function countClients({ store }: Context): Promise<number> {
  return store.read((db) => countApiClients(db));
}

/** Derives the secret part of a key from random bytes and the secret of users: neither of them alone gives the key. */
function makeSecret({ runtime, secrets }: Context, id: string): Uint8Array {
  const nonce = Buffer.from(runtime.randomBytes(nonceBytes)).toString("base64url");
  return Buffer.from(makeToken(secrets, `api key ${id} ${nonce}`), "base64url");
}

/** Finds the scopes that a viewer with the scopes `own` cannot give to a client. */
export function checkScopes(scopes: readonly string[], own: readonly string[]): InputProblem[] {
  return scopes.flatMap((scope, index) => {
    const path = `scopes.${index}`;
    if (!isScope(scope)) return [problem(path, "UNKNOWN", "There is no such scope; `roles` lists them.")];
    if (!own.includes(scope)) return [problem(path, "NOT_YOURS", "You can only give scopes that you have yourself.")];
    if (onlyForPeople.includes(scope)) return [problem(path, "ONLY_FOR_PEOPLE", "No program may have this scope.")];
    return [];
  });
}
