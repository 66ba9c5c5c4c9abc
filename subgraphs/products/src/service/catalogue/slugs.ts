/** Slugs: creation from a title, and the search for a free one. */
import { createHash } from "node:crypto";
import { maxSlugLength } from "@hansa/commerce/slugs";
import { foldText } from "@hansa/kit/runtime";

/** Only the start of a title is used: imported titles may have any length. */
const maxTitleLength = 1_000;

/** Returns the title as lower case letters and digits joined by hyphens; empty if it has neither. */
export function slugOf(title: string): string {
  return joinWithHyphens(foldText(title.slice(0, maxTitleLength)));
}

/**
 * Returns the slug that the shop made of a title before it knew letters such as ø. Names that an import makes of a file stay the same, so that
 * the same file finds what it once created.
 */
export function formerSlugOf(title: string): string {
  const start = title.slice(0, maxTitleLength).normalize("NFKD");
  return joinWithHyphens(start.replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss"));
}

function joinWithHyphens(plain: string): string {
  return trimHyphens(trimHyphens(plain.replace(/[^a-z0-9]+/g, "-")).slice(0, maxSlugLength));
}

/** Returns the slug of the title, or the suffix of `id` if the title has neither letters nor digits. */
function slugFor(title: string, id: string): string {
  return slugOf(title) || idSuffixOf(id);
}

/** Returns a deterministic slug for any text. The fingerprint separates texts that would have equal slugs. */
export function slugWithFingerprint(text: string): string {
  const mark = fingerprintOf(text);
  const stem = trimHyphens(formerSlugOf(text).slice(0, maxSlugLength - mark.length - 1));
  return stem === "" ? mark : `${stem}-${mark}`;
}

/** Returns eight hexadecimal digits derived from the text. */
export function fingerprintOf(text: string): string {
  return createHash("sha256").update(text.normalize("NFC")).digest("hex").slice(0, 8);
}

/** Returns `slug` or, if it is taken, the first free one of `slug-2`, `slug-3` and so on. */
export async function freeSlug(slug: string, isTaken: (slug: string) => Promise<boolean>): Promise<string> {
  for (let number = 1; ; number += 1) {
    const tail = number === 1 ? "" : `-${number}`;
    const candidate = `${trimHyphens(slug.slice(0, maxSlugLength - tail.length))}${tail}`;
    if (!(await isTaken(candidate))) return candidate;
  }
}

/**
 * Proposes the slug with a number appended or, if many of those are taken, with the unique suffix of `id`. `find` returns the slugs that are
 * taken.
 */
export async function proposeSlug(
  slug: string,
  id: string,
  find: (slugs: readonly string[]) => Promise<readonly { slug: string }[]>,
): Promise<string> {
  const tail = idSuffixOf(id);
  const stem = trimHyphens(slug.slice(0, maxSlugLength - tail.length - 1));
  const candidates = Array.from({ length: 50 }, (_, index) => `${stem}-${index + 2}`);
  const taken = new Set((await find(candidates)).map((found) => found.slug));
  return candidates.find((candidate) => !taken.has(candidate)) ?? `${stem}-${tail}`;
}

/** Returns the slug that a title gives, numbered if it is taken. `find` returns the slugs that are taken. */
export async function makeSlug(
  title: string,
  id: string,
  find: (slugs: readonly string[]) => Promise<readonly { slug: string }[]>,
): Promise<string> {
  const slug = slugFor(title, id);
  return (await find([slug])).length === 0 ? slug : proposeSlug(slug, id, find);
}

/** Removes a hyphen at either end: there are never two in a row. */
function trimHyphens(text: string): string {
  return text.replace(/^-|-$/g, "");
}

/** The part of an id after its kind: lower case letters and digits. */
function idSuffixOf(id: string): string {
  return id.slice(id.indexOf("_") + 1);
}
