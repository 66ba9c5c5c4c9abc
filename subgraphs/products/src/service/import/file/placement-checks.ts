/** Checks of the collections and facets of a file: the same rules as in the back office. */

import { maxTitleLength } from "../../catalogue/collections.ts";
import { codeRule, isCode, isText, maxTextLength } from "../../catalogue/facets.ts";
import { isSlug } from "../../catalogue/slugs.ts";
import type { ImportedCollection, ImportedFacetValues, ImportedProduct, Remark } from "./entries.ts";

/** The faults of an imported collection. */
export function checkCollection({ slug, title }: ImportedCollection, line: number): Remark[] {
  const remarks: Remark[] = [];
  if (!isSlug(slug)) {
    const message = "A slug has small letters, digits and single hyphens between them.";
    remarks.push({ line, column: "slug", code: "FORMAT", message });
  }
  if (title.length > maxTitleLength) remarks.push(tooLong(line, "title", maxTitleLength));
  return remarks;
}

/** The faults of an imported facet and its values. */
export function checkFacet({ code, label, values }: ImportedFacetValues, line: number): Remark[] {
  const remarks: Remark[] = [];
  if (!isCode(code)) remarks.push({ line, column: "code", code: "FORMAT", message: codeRule });
  if (!isText(label)) remarks.push(tooLong(line, "label", maxTextLength));
  for (const [index, { value, label }] of values.entries()) {
    if (!isText(value)) remarks.push(tooLong(line, `values[${index}].value`, maxTextLength));
    if (!isText(label)) remarks.push(tooLong(line, `values[${index}].label`, maxTextLength));
  }
  return remarks;
}

/** Checks the names of collections and facet values that a product adds. */
export function checkPlacements({ line, facets, alsoIn = "", columnOf }: ImportedProduct): Remark[] {
  const remarks = facets.flatMap((facet): Remark[] => {
    if ("value" in facet || isText(facet.label)) return [];
    return [tooLong(facet.line, facet.column, maxTextLength)];
  });
  if (alsoIn.length > maxTitleLength) remarks.push(tooLong(line, columnOf("collections"), maxTitleLength));
  return remarks;
}

function tooLong(line: number, column: string | null, longest: number): Remark {
  return { line, column, code: "TOO_LONG", message: `This has at most ${longest} characters.` };
}
