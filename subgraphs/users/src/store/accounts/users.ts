/** Queries of people: lookups, inserts, updates and the back office's list. */
import { beyondCursor, type Keyset, limitOfPage, newestFirst, orderOfPage } from "@hansa/kit/graphql/keyset";
import type { Page } from "@hansa/kit/graphql/pages";
import { rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, eq, isNotNull, isNull, ne, sql } from "drizzle-orm";
import { credentials, type Role, type UserRow, users } from "../tables.ts";

export const findUsersByIds = rowsBy(users, users.id);

export async function findUser(db: Reader, id: string): Promise<UserRow | undefined> {
  const [row] = await findUsersByIds(db, [id]);
  return row;
}

/** Finds a person by their e-mail address in lower case. */
export async function findUserByEmail(db: Reader, email: string): Promise<UserRow | undefined> {
  const [row] = await db.select().from(users).where(eq(users.email, email));
  return row;
}

/** Inserts a person; undefined if the id or the address is taken. */
export async function insertUser(tx: Tx, user: Omit<UserRow, "searchText" | "erasedAt">): Promise<UserRow | undefined> {
  const [row] = await tx
    .insert(users)
    .values({ ...user, searchText: searchText(user.displayName, user.email) })
    .onConflictDoNothing()
    .returning();
  return row;
}

/** Updates a person whose row was just read; throws if it is gone. */
export async function updateUser(
  tx: Tx,
  user: UserRow,
  change: Partial<Pick<UserRow, "displayName" | "role" | "verifiedAt">>,
): Promise<UserRow> {
  const [row] = await tx
    .update(users)
    .set({ ...change, searchText: searchText(change.displayName ?? user.displayName, user.email) })
    .where(eq(users.id, user.id))
    .returning();
  if (!row) throw new Error(`${user.id} was found and cannot be changed`);
  return row;
}

/** Whether anybody but this person has this role and can sign in. */
export async function isRoleHeldByOthers(db: Reader, role: Role, userId: string): Promise<boolean> {
  const [row] = await db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, role), ne(users.id, userId), isNotNull(users.verifiedAt)))
    .limit(1);
  return row !== undefined;
}

/** The id of an administrator who can sign in: verified, with a password, not erased. */
export async function findAnyAdministrator(db: Reader): Promise<string | undefined> {
  const [row] = await db
    .select({ id: users.id })
    .from(users)
    .innerJoin(credentials, eq(credentials.userId, users.id))
    .where(and(eq(users.role, "ADMIN"), isNotNull(users.verifiedAt), isNull(users.erasedAt)))
    .limit(1);
  return row?.id;
}

export type UserFilter = { query?: string | null | undefined; role?: Role | null | undefined };

/** People, the newest first; one more than the page, to know whether there is a next. */
export function findUsersPage(db: Reader, filter: UserFilter, page: Page): Promise<UserRow[]> {
  return db
    .select()
    .from(users)
    .where(and(matchFilter(filter), beyondCursor(byCreation, page)))
    .orderBy(...orderOfPage(byCreation, page))
    .limit(limitOfPage(page));
}

const byCreation: Keyset = newestFirst(users.createdAt, users.id);

export function countUsers(db: Reader, filter: UserFilter): Promise<number> {
  return db.$count(users, matchFilter(filter));
}

function matchFilter({ query, role }: UserFilter) {
  const part = query ? query.toLowerCase().replace(/[\\%_]/g, "\\$&") : undefined;
  return and(
    isNull(users.erasedAt),
    part === undefined ? undefined : sql`${users.searchText} LIKE ${`%${part}%`} ESCAPE '\\'`,
    role ? eq(users.role, role) : undefined,
  );
}

/** Builds the search text. The line break keeps a search from matching across name and address. */
function searchText(displayName: string, email: string): string {
  return `${displayName.toLowerCase()}\n${email}`;
}
