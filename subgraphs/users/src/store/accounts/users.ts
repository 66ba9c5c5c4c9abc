/** Queries of people: lookups, inserts, updates and the back office's list. */

import { equals, filteredList, newestFirst, type Page } from "@hansa/kit/graphql";
import { foldText, foldTextTwice } from "@hansa/kit/runtime";
import { given, isAmong, type Reader, rowBy, rowsBy, statement, type Tx } from "@hansa/kit/store";
import { and, eq, getTableColumns, isNotNull, isNull, ne, sql } from "drizzle-orm";
import { credentials, type Role, type UserRow, users } from "../tables.ts";
import { filterByPart } from "./user-search.ts";

export const findUsersByIds = rowsBy(users, users.id);

export const findUser = rowBy(users, users.id);

/** Finds a person by their e-mail address in lower case. */
export const findUserByEmail = rowBy(users, users.email);

/** Inserts a person; undefined if the id or the address is taken. */
export async function insertUser(
  tx: Tx,
  user: Omit<UserRow, "searchText" | "searchRow" | "isSearchFolded" | "erasedAt">,
): Promise<UserRow | undefined> {
  const [row] = await addUser(tx, { ...user, searchText: searchText(user.displayName, user.email) });
  return row;
}

const {
  erasedAt: _erasedAt,
  searchRow: _searchRow,
  isSearchFolded: _isSearchFolded,
  ...columnsOfNewUser
} = getTableColumns(users);
const nextSearchRow = sql<number>`(SELECT coalesce(max(${users.searchRow}), 0) + 1 FROM ${users})`;
const addUser = statement([columnsOfNewUser], (tx: Tx, user) =>
  tx
    .insert(users)
    .values({ ...user, searchRow: nextSearchRow, isSearchFolded: true })
    .onConflictDoNothing()
    .returning(),
);

/** Updates a person whose row was just read; throws if it is gone. */
export async function updateUser(
  tx: Tx,
  user: UserRow,
  change: Partial<Pick<UserRow, "email" | "displayName" | "role" | "verifiedAt">>,
): Promise<UserRow> {
  const text = searchText(change.displayName ?? user.displayName, change.email ?? user.email);
  const [row] = await changeUser(tx, user.id, text, change);
  if (!row) throw new Error(`${user.id} was found and cannot be changed`);
  return row;
}

const changeUser = statement(
  [
    users.id,
    users.searchText,
    given({ email: users.email, displayName: users.displayName, role: users.role, verifiedAt: users.verifiedAt }),
  ],
  (tx: Tx, id, text, change) =>
    tx
      .update(users)
      .set({ ...change, searchText: text, isSearchFolded: true })
      .where(eq(users.id, id))
      .returning(),
);

/** Whether anybody but this person has this role and can sign in. */
export async function isRoleHeldByOthers(db: Reader, role: Role, userId: string): Promise<boolean> {
  return (await otherHolder(db, role, userId)).length === 1;
}

const otherHolder = statement([users.role, users.id], (db: Reader, role, userId) =>
  db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, role), ne(users.id, userId), isNotNull(users.verifiedAt)))
    .limit(1),
);

/** The id of an administrator who can sign in: verified, with a password, not erased. */
export async function findAnyAdministrator(db: Reader): Promise<string | undefined> {
  const [row] = await oneAdministrator(db);
  return row?.id;
}

const oneAdministrator = statement([], (db: Reader) =>
  db
    .select({ id: users.id })
    .from(users)
    .innerJoin(credentials, eq(credentials.userId, users.id))
    .where(and(eq(users.role, "ADMIN"), isNotNull(users.verifiedAt), isNull(users.erasedAt)))
    .limit(1),
);

export type UserFilter = { query?: string | null | undefined; role?: Role | null | undefined };

const people = filteredList(
  users,
  newestFirst(users.createdAt, users.id),
  {
    pattern: { column: users.searchText, matches: (pattern) => sql`${users.searchText} LIKE ${pattern} ESCAPE '\\'` },
    rows: { column: users.searchText, matches: (rows) => isAmong(users.searchRow, rows) },
    role: equals(users.role),
  },
  isNull(users.erasedAt),
);

/** People, the newest first; one more than the page, to know whether there is a next. */
export async function findUsersPage(db: Reader, { query, role }: UserFilter, page: Page): Promise<UserRow[]> {
  return people.findPage(db, { ...(query ? await filterByPart(db, foldText(query)) : {}), role }, page);
}

/** The number of accounts in a filtered list. */
export async function countUsers(db: Reader, { query, role }: UserFilter): Promise<number> {
  return people.count(db, { ...(query ? await filterByPart(db, foldText(query)) : {}), role });
}

/** Builds the search text. Line breaks keep a search from matching across name and address. */
function searchText(displayName: string, email: string): string {
  return [...foldTextTwice(displayName), email].join("\n");
}

/** Exactly this text uses the partial index. */
const isUnfolded = sql`NOT search_folded`;
/** Rows of one transaction. */
const maxFolded = 500;

/** People whose search text is from before names were folded. */
export const findUnfoldedUsers = statement([], (db: Reader) =>
  db.select({ id: users.id }).from(users).where(isUnfolded).limit(maxFolded),
);

/** Folds the search texts of these people. */
export async function foldSearchTexts(tx: Tx, ids: readonly string[]): Promise<void> {
  for (const user of await findUsersByIds(tx, ids)) {
    const text = user.erasedAt === null ? searchText(user.displayName, user.email) : user.searchText;
    await setSearchText(tx, user.id, text);
  }
}

const setSearchText = statement([users.id, users.searchText], (tx: Tx, id, text) =>
  tx.update(users).set({ searchText: text, isSearchFolded: true }).where(eq(users.id, id)),
);
