/** What can be wrong with a collection or a facet of a file: the same as in the back office. */
import { codeRule, isCode, isText, longestText } from "../catalogue/facets.ts";
import { longestTitle } from "../catalogue/menu.ts";
import { isSlug } from "../catalogue/slugs.ts";
import type { ImportedCollection, ImportedFacetValues, ImportedProduct, Remark } from "./entries.ts";

export function checkCollection({ slug, title }: ImportedCollection, line: number): Remark[] {
  const remarks: Remark[] = [];
  if (!isSlug(slug)) {
    const message = "A slug has small letters, digits and single hyphens between them.";
    remarks.push({ line, column: "slug", code: "FORMAT", message });
  }
  if (title.length > longestTitle) remarks.push(tooLong(line, "title", longestTitle));
  return remarks;
}

export function checkFacet({ code, label, values }: ImportedFacetValues, line: number): Remark[] {
  const remarks: Remark[] = [];
  if (!isCode(code)) remarks.push({ line, column: "code", code: "FORMAT", message: codeRule });
  if (!isText(label)) remarks.push(tooLong(line, "label", longestText));
  for (const [index, { value, label }] of values.entries()) {
    if (!isText(value)) remarks.push(tooLong(line, `values[${index}].value`, longestText));
    if (!isText(label)) remarks.push(tooLong(line, `values[${index}].label`, longestText));
  }
  return remarks;
}

/** The names of places that a product brings along. */
export function checkPlacesOf({ line, facets, alsoIn = "", columnOf }: ImportedProduct): Remark[] {
  const remarks = facets.flatMap((facet): Remark[] => {
    if ("value" in facet || isText(facet.label)) return [];
    return [tooLong(facet.line, facet.column, longestText)];
  });
  if (alsoIn.length > longestTitle) remarks.push(tooLong(line, columnOf("collections"), longestTitle));
  return remarks;
}

function tooLong(line: number, column: string | null, longest: number): Remark {
  return { line, column, code: "TOO_LONG", message: `This has at most ${longest} characters.` };
}
