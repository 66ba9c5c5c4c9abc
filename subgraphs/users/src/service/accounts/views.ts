/** Views of people: the name is public, other fields are for the person and staff, sessions for the person alone. */

import { type Connection, connectionOf, type PageArgs, readTimePage, type TimeSort } from "@hansa/kit/graphql";
import { hasScope, type Person, requirePerson, type Viewer } from "@hansa/kit/identity";
import { CodedError } from "@hansa/kit/runtime";
import type { Reader } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import {
  countUsers,
  findAnyAdministrator,
  findUser,
  findUsersPage,
  type UserFilter,
} from "../../store/accounts/users.ts";
import type { AddressRow, SessionRow, UserRow } from "../../store/tables.ts";

/** Requires a person as the viewer. The access rules of the schema admit people and programs; programs are refused here. */
export function requireSignedIn({ viewer }: Pick<Context, "viewer">): Person {
  return requirePerson(viewer);
}

/** Finds the viewer's row. Throws UNAUTHENTICATED if the account is gone while its token is still valid. */
export async function requireAccount(context: Pick<Context, "viewer">, db: Reader): Promise<UserRow> {
  const user = await findUser(db, requireSignedIn(context).id);
  if (!user || user.erasedAt !== null)
    throw new CodedError("UNAUTHENTICATED", "There is no such account any more. Sign in again.");
  return user;
}

/** Finds the viewer as a person; null for guests and programs, and for an erased person whose token is still valid. */
export async function findMe({ viewer, loaders }: Context): Promise<UserRow | null> {
  const user = viewer.kind === "user" ? await loaders.userById.load(viewer.id) : null;
  return user?.erasedAt === null ? user : null;
}

/** The account with this id; null if there is none. */
export function findPerson({ loaders }: Context, id: string): Promise<UserRow | null> {
  return loaders.userById.load(id);
}

/** Returns `value` if the viewer is this person or may read accounts, else null: a refusal would reveal that there is a value. */
export function hideFromOthers<Value>(context: Context, userId: string, value: Value): Value | null {
  return canReadAccount(context, userId) ? value : null;
}

/** The addresses of an account; null unless the viewer may read it. */
export async function listAddresses(context: Context, user: UserRow): Promise<AddressRow[] | null> {
  return canReadAccount(context, user.id) ? context.loaders.addressesByUser.load(user.id) : null;
}

/** The default address of an account; null unless the viewer may read it. */
export async function findDefaultAddress(context: Context, user: UserRow): Promise<AddressRow | null> {
  return (await listAddresses(context, user))?.find((address) => address.isDefault) ?? null;
}

/** Finds an address by its id, for its owner and for staff; null for others. */
export async function findAddress(context: Context, id: string): Promise<AddressRow | null> {
  const address = await context.loaders.addressById.load(id);
  return address && hideFromOthers(context, address.userId, address);
}

/** A session, and whether it is the viewer's current one. */
export type ListedSession = SessionRow & { current: boolean };

/** Lists the sessions of this person, for the person alone: not even staff may see them. */
export async function listSessions({ viewer, loaders }: Context, user: UserRow): Promise<ListedSession[] | null> {
  if (viewer.kind !== "user" || !isSelf(viewer, user.id)) return null;
  const sessions = await loaders.sessionsByUser.load(user.id);
  return sessions.map((session) => ({ ...session, current: session.id === viewer.sessionId }));
}

/** A page of people with its filter, which the field `totalCount` needs. */
export type UserPage = Connection<UserRow> & { filter: UserFilter };

type UserArgs = PageArgs & {
  sort?: TimeSort | null | undefined;
  filter?: UserFilter | null | undefined;
};

/** People, the newest first. */
export async function listUsers({ store }: Context, args: UserArgs): Promise<UserPage> {
  const page = readTimePage(args, 25, "people");
  const filter = args.filter ?? {};
  const rows = await store.read((db) => findUsersPage(db, filter, page));
  return { ...connectionOf(page, rows, (row) => [row.createdAt, row.id]), filter };
}

/** The number of accounts in a filtered list. */
export function countPeople({ store }: Context, filter: UserFilter): Promise<number> {
  return store.read((db) => countUsers(db, filter));
}

function canReadAccount({ viewer }: Context, userId: string): boolean {
  return isSelf(viewer, userId) || hasScope(viewer, "users:read");
}

function isSelf(viewer: Viewer, userId: string): boolean {
  return viewer.kind === "user" && viewer.id === userId;
}

/** Whether an administrator exists who can sign in. */
export async function hasAdministrator({ store }: Context): Promise<boolean> {
  return (await store.read(findAnyAdministrator)) !== undefined;
}
