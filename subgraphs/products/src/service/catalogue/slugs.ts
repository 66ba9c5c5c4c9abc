/** Parts of web addresses: made from a title, checked, and a free one found or proposed where one is taken. */
import { createHash } from "node:crypto";
import { type InputProblem, problem } from "@hansa/kit/refusals";

export const longestSlug = 100;

/** A slug follows from the beginning of a title: a file may bring titles of any length. */
const maxTitleLength = 1_000;

/** The title as a part of a web address: small letters and digits, joined by hyphens. Empty where it has neither. */
export function slugOf(title: string): string {
  const start = title.slice(0, maxTitleLength).normalize("NFKD");
  const plain = start.replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss");
  return trimHyphens(trimHyphens(plain.replace(/[^a-z0-9]+/g, "-")).slice(0, longestSlug));
}

/** The same, or the tail of `id` where the title has neither letters nor digits. */
export function slugFor(title: string, id: string): string {
  return slugOf(title) || tailOf(id);
}

/** A slug for text that is no slug itself, the same every time. The fingerprint keeps texts apart that would be alike without it. */
export function slugWithFingerprint(text: string): string {
  const mark = fingerprintOf(text);
  const stem = trimHyphens(slugOf(text).slice(0, longestSlug - mark.length - 1));
  return stem === "" ? mark : `${stem}-${mark}`;
}

/** Eight letters and digits that follow from a text. */
export function fingerprintOf(text: string): string {
  return createHash("sha256").update(text.normalize("NFC")).digest("hex").slice(0, 8);
}

export function isSlug(text: string): boolean {
  return text.length <= longestSlug && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text);
}

/** Nothing is wrong with a slug that was not given. */
export function checkSlug(slug: string | null | undefined): InputProblem[] {
  if (typeof slug !== "string" || isSlug(slug)) return [];
  const message = `A web address has small letters, digits and single hyphens between them, ${longestSlug} at most.`;
  return [problem("slug", "FORMAT", message)];
}

/** `slug`, or if that is taken the first free of `slug-2`, `slug-3` and so on. */
export async function freeSlug(slug: string, isTaken: (slug: string) => Promise<boolean>): Promise<string> {
  for (let number = 1; ; number += 1) {
    const tail = number === 1 ? "" : `-${number}`;
    const candidate = `${trimHyphens(slug.slice(0, longestSlug - tail.length))}${tail}`;
    if (!(await isTaken(candidate))) return candidate;
  }
}

/**
 * Proposes the slug with a number behind it or, if many have been taken like that, with the tail of `id`, which nothing else has.
 * `find` says which of these slugs are taken.
 */
export async function proposeSlug(
  slug: string,
  id: string,
  find: (slugs: readonly string[]) => Promise<readonly { slug: string }[]>,
): Promise<string> {
  const tail = tailOf(id);
  const stem = trimHyphens(slug.slice(0, longestSlug - tail.length - 1));
  const candidates = Array.from({ length: 50 }, (_, index) => `${stem}-${index + 2}`);
  const taken = new Set((await find(candidates)).map((found) => found.slug));
  return candidates.find((candidate) => !taken.has(candidate)) ?? `${stem}-${tail}`;
}

/** Removes a hyphen at either end: there are never two in a row. */
function trimHyphens(text: string): string {
  return text.replace(/^-|-$/g, "");
}

/** What stands behind the kind in an id: small letters and digits. */
function tailOf(id: string): string {
  return id.slice(id.indexOf("_") + 1);
}
