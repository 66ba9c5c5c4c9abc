/** Handing a person everything that the shop knows about them: collected from all four services, whole or not at all. */

import { hasScope } from "@hansa/kit/identity";
import { queueMail } from "@hansa/kit/mail-queue";
import { notFound } from "@hansa/kit/refusals";
import type { Context, Deps } from "../context.ts";
import type { AccountExportInput } from "../generated/resolvers.ts";
import { collectFromPeers } from "../peers/peers.ts";
import { hashToken, makeToken } from "../providers/secrets.ts";
import {
  deleteExport,
  findContent,
  findDueExports,
  findExport,
  findExportById,
  insertExport,
  keepContent,
  postponeExport,
} from "../store/exports.ts";
import type { ExportRow } from "../store/tables.ts";
import { findUser } from "../store/users.ts";
import type { Answer } from "./answers.ts";
import { record } from "./audit.ts";
import { linkOf } from "./leaving-links.ts";
import type { Template } from "./letters.ts";
import { accountOf } from "./people.ts";
import { ownPersonalData } from "./personal-data.ts";
import { countAttempt } from "./rate-limiter.ts";
import { accountWith } from "./roles.ts";

const minute = 60_000;
const hour = 60 * minute;

/** How long a link works: one that was mailed has to wait for somebody to read it. */
const lifeMs = { mailed: 24 * hour, answered: hour } as const;
/** While a service does not answer, wait between these: doubled each time. */
const shortestPauseMs = 5_000;
const longestPauseMs = 10 * minute;
const batch = 10;

/**
 * Asks for an export. One's own link goes to the mailbox, so that a borrowed session gets nothing; a colleague is answered the link, and
 * asks again until it is there.
 */
export async function exportAccount(
  context: Context,
  input: AccountExportInput,
): Promise<Answer<"AccountExportResult">> {
  const { store, viewer, world } = context;
  const asker = await store.read((db) => accountOf(context, db));
  const userId = input.userId ?? asker.id;
  const isOwn = userId === asker.id;
  if (!isOwn && !hasScope(viewer, "users:erase")) return notFound("person", ["input", "userId"]);

  const begun = await store.write("begin-export", async (tx) => {
    if (!isOwn) await accountWith(context, tx, "users:erase");
    const user = await findUser(tx, userId);
    if (!user || user.erasedAt !== null) return { refused: notFound("person", ["input", "userId"]) };
    const earlier = await findExport(tx, userId, asker.id);
    const isOver = earlier?.expiresAt !== null && (earlier?.expiresAt ?? 0) <= world.now();
    // Who asks for their own again has lost the letter, and gets another; a colleague asks again to hear the link.
    if (earlier && !isOver && !(isOwn && earlier.content !== null)) return { id: earlier.id };
    const counted = await countAttempt(context, tx, "export", `${asker.id} ${userId}`);
    if ("limited" in counted) return { refused: counted.limited };
    if (earlier) await deleteExport(tx, earlier.id);
    const row = newExport(context, userId, asker.id);
    await insertExport(tx, row);
    const summary = `Asked for all that is known about ${userId}.`;
    await record(context, tx, { action: "account.exported", subjectId: userId, summary });
    return { id: row.id };
  });
  if ("refused" in begun) return begun.refused;
  if (isOwn) return { __typename: "AccountExportStarted", downloadUrl: null, expiresAt: null };
  await collect(context, begun.id);
  return answerLink(context, begun.id);
}

function newExport({ world, secrets }: Context, userId: string, askedBy: string): ExportRow {
  const id = world.newId("exp");
  const now = world.now();
  const tokenHash = hashToken(makeToken(secrets, id));
  return { id, userId, askedBy, tokenHash, createdAt: now, attempts: 0, dueAt: now, content: null, expiresAt: null };
}

async function answerLink(context: Context, id: string): Promise<Answer<"AccountExportResult">> {
  const row = await context.store.read((db) => findExportById(db, id));
  const downloadUrl = row ? linkOf(context, row) : null;
  return { __typename: "AccountExportStarted", downloadUrl, expiresAt: row?.expiresAt ?? null };
}

/** The file behind a link; undefined if there is none, or none any more. */
export function findExportFile({ store, world }: Deps, token: string): Promise<string | undefined> {
  return store.read((db) => findContent(db, hashToken(token), world.now()));
}

/** Goes on with every export that waits. */
export async function collectDueExports(deps: Deps, signal?: AbortSignal): Promise<void> {
  const { store, world } = deps;
  for (const { id } of await store.read((db) => findDueExports(db, world.now(), batch))) {
    if (signal?.aborted) return;
    await collect(deps, id);
  }
}

/** Asks all services and keeps the file. If one does not answer, nothing is kept, and all are asked again later. */
async function collect(deps: Deps, id: string): Promise<void> {
  const { store, world, log } = deps;
  const found = await store.read(async (db) => {
    const row = await findExportById(db, id);
    const user = row && row.content === null ? await findUser(db, row.userId) : undefined;
    return row && user ? { row, user, own: await ownPersonalData(db, user, world.now()) } : undefined;
  });
  if (!found) return;
  const { row, user, own } = found;
  try {
    const others = await collectFromPeers(deps.peers, user.id, user.verifiedAt === null ? null : user.email);
    const file = { person: user.id, collectedAt: new Date(world.now()).toISOString(), users: own, ...others };
    await keep(deps, row, `${JSON.stringify(file, null, 2)}\n`);
  } catch (error) {
    log.warn({ err: error, export: id, attempts: row.attempts + 1 }, "an export is not whole and waits");
    const pause = Math.min(shortestPauseMs * 2 ** row.attempts, longestPauseMs);
    await store.write("export-waits", (tx) => postponeExport(tx, id, row.attempts + 1, world.now() + pause));
  }
}

async function keep({ store, world }: Deps, { id, userId, askedBy }: ExportRow, content: string): Promise<void> {
  const isOwn = userId === askedBy;
  const template: Template = "export";
  await store.write("keep-export", async (tx) => {
    const endsAt = world.now() + (isOwn ? lifeMs.mailed : lifeMs.answered);
    const isKept = await keepContent(tx, id, content, endsAt);
    if (isKept && isOwn) await queueMail(tx, world, { event: id, template, about: id });
  });
}
