/** Personal data export: collected from all four services, and handed over only when complete. */

import { hasScope } from "@hansa/kit/identity";
import { queueMail } from "@hansa/kit/mail";
import { processDueTasks } from "@hansa/kit/messaging";
import { notFound } from "@hansa/kit/runtime";
import { sampledTraceparent } from "@hansa/kit/tracing";
import type { Context, Deps } from "../../context.ts";
import type { AccountExportInput } from "../../generated/resolvers.ts";
import { collectPersonalData } from "../../peers/peers.ts";
import { hashToken, makeToken } from "../../providers/secrets.ts";
import { findUser } from "../../store/accounts/users.ts";
import {
  deleteExport,
  exportQueue,
  findExport,
  findExportById,
  findExportContent,
  insertExport,
  storeExportContent,
} from "../../store/privacy/exports.ts";
import type { ExportRow } from "../../store/tables.ts";
import { requireAccount } from "../accounts/views.ts";
import { recordAction } from "../audit/audit-log.ts";
import type { Template } from "../email/emails.ts";
import { buildExportLink } from "../email/sealed-addresses.ts";
import type { MutationResult } from "../mutation-results.ts";
import { countAttempt } from "../rate-limiter.ts";
import { requireAccountWithScope } from "../roles/roles.ts";
import { collectOwnPersonalData } from "./personal-data.ts";

const minute = 60_000;
const hour = 60 * minute;

/** The lifetime of a link. It is longer for one sent by e-mail, which has to be read first. */
const linkLifetimeMs = { mailed: 24 * hour, answered: hour } as const;
/** Longer than the timeouts of the requests to the other services. */
const claimMs = minute;

/**
 * Starts an export. The link for the person themselves goes to their mailbox, so that a stolen session gets nothing; staff receive the link in
 * the result, and repeat the request until it is there.
 */
export async function exportAccount(
  context: Context,
  input: AccountExportInput,
): Promise<MutationResult<"AccountExportResult">> {
  const { store, viewer, runtime } = context;
  const asker = await store.read((db) => requireAccount(context, db));
  const userId = input.userId ?? asker.id;
  const isOwn = userId === asker.id;
  if (!isOwn && !hasScope(viewer, "users:erase")) return notFound("person", ["input", "userId"]);

  const started = await store.write("begin-export", async (tx) => {
    if (!isOwn) await requireAccountWithScope(context, tx, "users:erase");
    const user = await findUser(tx, userId);
    if (!user || user.erasedAt !== null) return { refused: notFound("person", ["input", "userId"]) };
    const earlier = await findExport(tx, userId, asker.id);
    const isOver = earlier?.expiresAt !== null && (earlier?.expiresAt ?? 0) <= runtime.now();
    // A person who repeats the request has lost the e-mail and gets another; staff repeat it to receive the link.
    if (earlier && !isOver && !(isOwn && earlier.content !== null)) return { id: earlier.id };
    const counted = await countAttempt(context, tx, "export", `${asker.id} ${userId}`);
    if ("limited" in counted) return { refused: counted.limited };
    if (earlier) await deleteExport(tx, earlier.id);
    const row = newExport(context, userId, asker.id);
    await insertExport(tx, row);
    const summary = `Requested a personal data export of ${userId}.`;
    await recordAction(context, tx, { action: "account.exported", subjectId: userId, summary });
    return { id: row.id };
  });
  if ("refused" in started) return started.refused;
  if (isOwn) return { __typename: "AccountExportStarted", downloadUrl: null, expiresAt: null };
  // Not an attempt of the queue: staff who repeat the request must not use up its attempts.
  await collectExport(context, started.id).catch((error) =>
    context.log.warn(
      { err: error, export: started.id },
      "personal data export: a service did not answer, retried later",
    ),
  );
  return buildLinkResult(context, started.id);
}

function newExport({ store, runtime, secrets }: Context, userId: string, requestedBy: string): ExportRow {
  const id = runtime.newId("exp");
  const tokenHash = hashToken(makeToken(secrets, id));
  const schedule = { attempts: 0, dueAt: store.now(), traceparent: sampledTraceparent() };
  return { id, userId, requestedBy, tokenHash, createdAt: runtime.now(), ...schedule, content: null, expiresAt: null };
}

async function buildLinkResult(context: Context, id: string): Promise<MutationResult<"AccountExportResult">> {
  const row = await context.store.read((db) => findExportById(db, id));
  const downloadUrl = row ? buildExportLink(context, row) : null;
  return { __typename: "AccountExportStarted", downloadUrl, expiresAt: row?.expiresAt ?? null };
}

/** Finds the file behind a link; undefined if the link is unknown or has expired. */
export function findExportFile({ store, runtime }: Deps, token: string): Promise<string | undefined> {
  return store.read((db) => findExportContent(db, hashToken(token), runtime.now()));
}

/** Attempts every due export. */
export function collectDueExports(deps: Deps, signal?: AbortSignal): Promise<void> {
  const handler = {
    component: "personal data export",
    alarm: { name: "export_stalled", subjectOf: ({ id }: ExportRow) => id } as const,
    claimMs,
    describe: ({ id }: ExportRow) => ({ export: id }),
    attempt: ({ id }: ExportRow) => collectExport(deps, id),
  };
  return processDueTasks(deps, exportQueue, handler, signal);
}

/** Asks all services and stores the file. Throws if one does not answer: then nothing is stored, and all are asked again later. */
async function collectExport(deps: Deps, id: string): Promise<void> {
  const { store, runtime } = deps;
  const found = await store.read(async (db) => {
    const row = await findExportById(db, id);
    const user = row && row.content === null ? await findUser(db, row.userId) : undefined;
    return row && user ? { row, user, own: await collectOwnPersonalData(db, user, runtime.now()) } : undefined;
  });
  if (!found) return;
  const { row, user, own } = found;
  const others = await collectPersonalData(deps.peers, user.id, user.verifiedAt === null ? null : user.email);
  const file = { person: user.id, collectedAt: new Date(runtime.now()).toISOString(), users: own, ...others };
  await completeExport(deps, row, `${JSON.stringify(file, null, 2)}\n`);
}

async function completeExport(
  { store, runtime }: Deps,
  { id, userId, requestedBy }: ExportRow,
  content: string,
): Promise<void> {
  const isOwn = userId === requestedBy;
  const template: Template = "export";
  await store.write("complete-export", async (tx) => {
    const endsAt = runtime.now() + (isOwn ? linkLifetimeMs.mailed : linkLifetimeMs.answered);
    const isKept = await storeExportContent(tx, id, content, endsAt);
    if (isKept && isOwn) await queueMail(runtime, tx, { event: id, template, about: id });
  });
}
