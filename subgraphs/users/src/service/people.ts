/** Who may see what of a person: everybody the name, the person and staff the rest, and nobody else's sign-ins. */
import { codedError } from "@hansa/kit/errors";
import { hasScope, type Viewer } from "@hansa/kit/identity";
import { type Connection, connectionOf, type PageArgs, readTimePage, type TimeSort } from "@hansa/kit/pages";
import { type Person, requirePerson } from "@hansa/kit/person";
import type { Reader } from "@hansa/kit/store";
import type { Context } from "../context.ts";
import type { AddressRow, SessionRow, UserRow } from "../store/tables.ts";
import { countUsers, findAnyAdministrator, findUser, findUsersPage, type UserFilter } from "../store/users.ts";

/** The viewer, where the rules of the schema have let in nobody but people and programs; programs are refused. */
export function signedIn({ viewer }: Pick<Context, "viewer">): Person {
  return requirePerson(viewer);
}

/** The viewer's row. Throws UNAUTHENTICATED if the account is gone while its token is still good. */
export async function accountOf(context: Pick<Context, "viewer">, db: Reader): Promise<UserRow> {
  const user = await findUser(db, signedIn(context).id);
  if (!user || user.erasedAt !== null)
    throw codedError("UNAUTHENTICATED", "There is no such account any more. Sign in again.");
  return user;
}

/** Who is asking; null for a guest and for a program, and for whoever was erased while their token is still good. */
export async function findMe({ viewer, loaders }: Context): Promise<UserRow | null> {
  const user = viewer.kind === "user" ? await loaders.userById.load(viewer.id) : null;
  return user?.erasedAt === null ? user : null;
}

export function findPerson({ loaders }: Context, id: string): Promise<UserRow | null> {
  return loaders.userById.load(id);
}

/** `value` if the viewer is this person or may read accounts, else null: a refusal would say that there is something. */
export function privately<Value>(context: Context, userId: string, value: Value): Value | null {
  return maySee(context, userId) ? value : null;
}

export async function addressesOf(context: Context, user: UserRow): Promise<AddressRow[] | null> {
  return maySee(context, user.id) ? context.loaders.addressesByUser.load(user.id) : null;
}

export async function defaultAddressOf(context: Context, user: UserRow): Promise<AddressRow | null> {
  return (await addressesOf(context, user))?.find((address) => address.isDefault) ?? null;
}

/** An address by its id, for its owner and for staff; to others it is not there. */
export async function findAddress(context: Context, id: string): Promise<AddressRow | null> {
  const address = await context.loaders.addressById.load(id);
  return address && privately(context, address.userId, address);
}

/** A session, and whether it is the one that asks. */
export type ListedSession = SessionRow & { current: boolean };

/** Where this person is signed in: not even staff sees that. */
export async function sessionsOf({ viewer, loaders }: Context, user: UserRow): Promise<ListedSession[] | null> {
  if (viewer.kind !== "user" || !isSelf(viewer, user.id)) return null;
  const sessions = await loaders.sessionsByUser.load(user.id);
  return sessions.map((session) => ({ ...session, current: session.id === viewer.sessionId }));
}

/** A page of people that remembers its filter, for whoever also asks for the count. */
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

export function countPeople({ store }: Context, filter: UserFilter): Promise<number> {
  return store.read((db) => countUsers(db, filter));
}

function maySee({ viewer }: Context, userId: string): boolean {
  return isSelf(viewer, userId) || hasScope(viewer, "users:read");
}

function isSelf(viewer: Viewer, userId: string): boolean {
  return viewer.kind === "user" && viewer.id === userId;
}

/** Whether somebody can sign in as an administrator. */
export async function hasAdministrator({ store }: Context): Promise<boolean> {
  return (await store.read(findAnyAdministrator)) !== undefined;
}
