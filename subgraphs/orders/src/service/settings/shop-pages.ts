/** Pages of the shop, such as the imprint: read by everyone in the language that there is, and saved by staff. */
import { isDeepStrictEqual } from "node:util";
import { cleanPageHtml } from "@hansa/commerce/html";
import { languages, readLanguage } from "@hansa/commerce/languages";
import { checkSlug } from "@hansa/commerce/slugs";
import { recordAudit } from "@hansa/contracts/audit-log";
import { writeOnce } from "@hansa/kit/coordination";
import { hasScope } from "@hansa/kit/identity";
import { type InputProblem, invalid, isRefusal, notFound, problem } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { ShopPageDeleteInput, ShopPageKind, ShopPageSaveInput } from "../../generated/resolvers.ts";
import {
  addPage,
  changePage,
  countPages,
  findPage,
  findPagesBySlugs,
  type PageName,
  removePage,
  type ShopPageEntry,
} from "../../store/settings/shop-pages.ts";
import { type PageSection, type ShopPageRow, shopPageKinds } from "../../store/tables.ts";
import { createRequestKey } from "../access.ts";
import type { MutationResult } from "../mutation-results.ts";
import { readSections } from "./page-sections.ts";
import { checkRequired, checkText } from "./validation.ts";
import { isStale, versionConflict } from "./version-conflict.ts";

/** Many more than laws ask for; it bounds the list that every storefront keeps. */
const maxPages = 100;
/** A few times the longest terms of sale; a response has one body. */
const maxBodyBytes = 200_000;
/** The one home page has this slug: the index of slugs keeps a second one away. */
const homeSlug = "home";

const pageName = z.object({ slug: z.string(), language: z.enum(languages) });

/** The page in the language, else in another one; null if the viewer may not see any. */
export async function showPage(
  { store, viewer }: Context,
  { slug, language }: { slug: string; language: string },
): Promise<ShopPageRow | null> {
  const pages = await store.read((db) => findPagesBySlugs(db, [slug]));
  const visible = pages.filter(({ published }) => published || hasScope(viewer, "settings:read"));
  return preferred(visible, language) ?? null;
}

/** The published pages but the home page, each in the language or else in another one: by kind, and then by title. */
export async function listPublishedPages({ loaders }: Context, language: string): Promise<ShopPageEntry[]> {
  const published = (await loaders.pageEntries()).filter((page) => page.published && page.kind !== "HOME");
  const slugs = [...new Set(published.map(({ slug }) => slug))];
  return slugs
    .flatMap(
      (slug) =>
        preferred(
          published.filter((page) => page.slug === slug),
          language,
        ) ?? [],
    )
    .sort((a, b) => shopPageKinds.indexOf(a.kind) - shopPageKinds.indexOf(b.kind) || compare(a.title, b.title));
}

/** The kinds that the law requires and that no published page has. */
export async function findMissingPages({ loaders }: Context): Promise<ShopPageKind[]> {
  const published = (await loaders.pageEntries()).filter((page) => page.published);
  return requiredKinds.filter((kind) => !published.some((page) => page.kind === kind));
}

const requiredKinds = ["IMPRINT", "TERMS", "PRIVACY", "WITHDRAWAL"] as const satisfies ShopPageKind[];

/** Creates or changes a page in one language; absent fields stay. Without a difference the version stays. */
export async function savePage(
  context: Context,
  input: ShopPageSaveInput,
): Promise<MutationResult<"ShopPageSaveResult">> {
  const named = readName(input);
  if ("problems" in named) return invalid(named.problems);
  const sections = input.sections ? readSections(input.sections) : undefined;
  const draft: PageDraft = {
    ...input,
    bodyHtml: typeof input.bodyHtml === "string" ? cleanPageHtml(input.bodyHtml) : undefined,
    sections: sections?.read,
  };
  const problems = [...checkPage(draft), ...(sections?.problems ?? [])];
  if (problems.length > 0) return invalid(problems);
  const key = createRequestKey(context, "shopPageSave", `${input.slug} ${input.language}`, input);
  const done = await writeOnce(context, { name: "save-shop-page", key, shape: pageName }, (tx) =>
    storePage(context, tx, named.name, draft),
  );
  if (isRefusal(done)) return done;
  const page = await context.store.read((db) => findPage(db, done));
  // A repetition can come after a removal.
  return page ? { __typename: "ShopPageSaved", page } : notFound("page", ["input", "slug"]);
}

/** The input as it is stored: sanitized, and without a value that is absent. */
type PageDraft = Omit<ShopPageSaveInput, "bodyHtml" | "sections"> & {
  bodyHtml: string | undefined;
  sections: PageSection[] | undefined;
};

async function storePage(context: Context, tx: Tx, name: PageName, input: PageDraft) {
  const { runtime, viewer } = context;
  const before = await findPage(tx, name);
  if (!before && typeof input.expectedVersion === "number") return notFound("page", ["input", "slug"]);
  if (before && isStale(before, input)) return versionConflict(before);
  const { title, published } = input;
  const kind = input.kind ?? before?.kind;
  const missing = [...(before ? [] : checkRequired({ kind: input.kind, title })), ...checkContent(kind, input, before)];
  if (missing.length > 0) return invalid(missing);
  if (!before && (await countPages(tx)) >= maxPages) return invalid([tooManyPages()]);

  const draft: ShopPageRow = {
    ...(before ?? newPage(runtime.newId("page"), name)),
    ...(kind ? { kind } : {}),
    ...(typeof title === "string" ? { title: title.trim() } : {}),
    bodyHtml: kind === "HOME" ? "" : (input.bodyHtml ?? before?.bodyHtml ?? ""),
    sections: kind === "HOME" ? (input.sections ?? before?.sections ?? []) : [],
    ...(typeof published === "boolean" ? { published } : {}),
  };
  if (before && isDeepStrictEqual(draft, before)) return name;
  const changed = { ...draft, updatedAt: runtime.now() };
  if (!before) await addPage(tx, changed);
  const page = before ? await changePage(tx, changed) : changed;
  if (!page) throw new Error("a page changed inside the transaction that read it");
  const state = page.published ? "published" : "not published";
  const summary = `Saved the page ${page.slug} (${page.language}) as version ${page.version}, ${state}.`;
  await recordAudit(runtime, tx, viewer, { action: "shopPage.saved", subjectId: page.id, summary });
  return name;
}

/** Removes a page in one language. */
export async function deletePage(
  context: Context,
  input: ShopPageDeleteInput,
): Promise<MutationResult<"ShopPageDeleteResult">> {
  const { runtime, viewer } = context;
  const named = readName(input);
  if ("problems" in named) return invalid(named.problems);
  const key = createRequestKey(context, "shopPageDelete", `${input.slug} ${input.language}`, input);
  const done = await writeOnce(context, { name: "delete-shop-page", key, shape: pageName }, async (tx) => {
    const page = await findPage(tx, named.name);
    if (!page) return notFound("page", ["input", "slug"]);
    if (isStale(page, input)) return versionConflict(page);
    await removePage(tx, page.id);
    const summary = `Deleted the page ${page.slug} (${page.language}).`;
    await recordAudit(runtime, tx, viewer, { action: "shopPage.deleted", subjectId: page.id, summary });
    return named.name;
  });
  return isRefusal(done) ? done : { __typename: "ShopPageDeleted", ...done };
}

/** The page in the language that was asked for, else in the first one of the shop that it has. */
function preferred<Page extends PageName>(pages: readonly Page[], tag: string): Page | undefined {
  const order = [readLanguage(tag), ...languages];
  return order.flatMap((language) => pages.find((page) => page.language === language) ?? [])[0];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function readName({ slug, language }: { slug: string; language: string }) {
  const known = languages.find((one) => one === language);
  const problems = checkSlug(slug);
  if (known && problems.length === 0) return { name: { slug, language: known } };
  if (known) return { problems };
  return { problems: [...problems, problem("language", "UNKNOWN", `This is one of ${languages.join(", ")}.`)] };
}

function newPage(id: string, name: PageName): ShopPageRow {
  const empty = { title: "", bodyHtml: "", sections: [], published: false };
  return { id, ...name, kind: "OTHER", ...empty, version: 1, updatedAt: 0 };
}

function checkPage({ title, bodyHtml }: PageDraft): InputProblem[] {
  const bytes = bodyHtml === undefined ? 1 : Buffer.byteLength(bodyHtml);
  return [
    ...(typeof title === "string" ? checkText("title", title) : []),
    ...(bytes === 0 || bytes > maxBodyBytes
      ? [problem("bodyHtml", "LENGTH", `This has 1 to ${maxBodyBytes} bytes once sanitized.`)]
      : []),
  ];
}

/** The home page has sections and the slug `home`, all other pages have a text. A page keeps what it has had under the same kind. */
function checkContent(kind: ShopPageKind | undefined, input: PageDraft, before: ShopPageRow | undefined) {
  const { slug, bodyHtml, sections } = input;
  if (kind !== "HOME")
    return [
      ...checkRequired({ bodyHtml: bodyHtml ?? (before?.bodyHtml || undefined) }),
      ...(sections ? [problem("sections", "NOT_USED", "The home page alone has sections.")] : []),
    ];
  return [
    ...(slug === homeSlug ? [] : [problem("slug", "MISMATCH", `The slug of the home page is ${homeSlug}.`)]),
    ...checkRequired({ sections: sections ?? (before?.kind === "HOME" ? before.sections : undefined) }),
    ...(bodyHtml === undefined ? [] : [problem("bodyHtml", "NOT_USED", "The home page has sections.")]),
  ];
}

function tooManyPages(): InputProblem {
  return problem("slug", "TOO_MANY", `A shop has at most ${maxPages} pages, where each language counts as one.`);
}
