/** Parts of web addresses made from titles: small letters and digits, joined by hyphens. */

export const longestSlug = 100;

/** Empty where a title has neither Latin letters nor digits. */
export function slugOf(title: string): string {
  const plain = title.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss");
  return trimHyphens(trimHyphens(plain.replace(/[^a-z0-9]+/g, "-")).slice(0, longestSlug));
}

export function isSlug(text: string): boolean {
  return text.length <= longestSlug && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text);
}

export function trimHyphens(text: string): string {
  return text.replace(/^-+|-+$/g, "");
}

/** `slug`, or if that is taken the first free of `slug-2`, `slug-3` and so on. */
export async function freeSlug(slug: string, isTaken: (slug: string) => Promise<boolean>): Promise<string> {
  for (let number = 1; ; number += 1) {
    const tail = number === 1 ? "" : `-${number}`;
    const candidate = `${trimHyphens(slug.slice(0, longestSlug - tail.length))}${tail}`;
    if (!(await isTaken(candidate))) return candidate;
  }
}
