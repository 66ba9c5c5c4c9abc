/** Checks of the collections and facets of a file: the same rules as in the back office. */

import { isSlug } from "@hansa/commerce/slugs";
import { maxTitleLength } from "../../catalogue/collections.ts";
import { codeRule, isCode, isText, maxTextLength } from "../../catalogue/facets.ts";
import type { Finding, ImportedCollection, ImportedFacetValues, ImportedProduct } from "./entries.ts";
import { checkPicture, maxDescriptionLength } from "./product-checks.ts";

/** The faults of an imported collection. */
export function checkCollection(
  { slug, title, descriptionHtml = "", image }: ImportedCollection,
  line: number,
): Finding[] {
  const findings: Finding[] = [];
  if (!isSlug(slug)) {
    const message = "A slug has small letters, digits and single hyphens between them.";
    findings.push({ line, column: "slug", code: "FORMAT", message });
  }
  if (title.length > maxTitleLength) findings.push(tooLong(line, "title", maxTitleLength));
  if (descriptionHtml.length > maxDescriptionLength)
    findings.push(tooLong(line, "descriptionHtml", maxDescriptionLength));
  return image ? [...findings, ...checkPicture(image, { line, column: "image" })] : findings;
}

/** The faults of an imported facet and its values. */
export function checkFacet({ code, label, values }: ImportedFacetValues, line: number): Finding[] {
  const findings: Finding[] = [];
  if (!isCode(code)) findings.push({ line, column: "code", code: "FORMAT", message: codeRule });
  if (!isText(label)) findings.push(tooLong(line, "label", maxTextLength));
  for (const [index, { value, label }] of values.entries()) {
    if (!isText(value)) findings.push(tooLong(line, `values[${index}].value`, maxTextLength));
    if (!isText(label)) findings.push(tooLong(line, `values[${index}].label`, maxTextLength));
  }
  return findings;
}

/** Checks the names of collections and facet values that a product adds. */
export function checkPlacements({ line, facets, alsoIn = "", columnOf }: ImportedProduct): Finding[] {
  const findings = facets.flatMap((facet): Finding[] => {
    if ("value" in facet || isText(facet.label)) return [];
    return [tooLong(facet.line, facet.column, maxTextLength)];
  });
  if (alsoIn.length > maxTitleLength) findings.push(tooLong(line, columnOf("collections"), maxTitleLength));
  return findings;
}

function tooLong(line: number, column: string | null, longest: number): Finding {
  return { line, column, code: "TOO_LONG", message: `This has at most ${longest} characters.` };
}
