/** Characters of imported texts: the rule for texts that come in by the graph, applied to files. */
import { hasUnsafeCharacter, removeUnsafeCharacters, removeUnsafeCharactersInLines } from "@hansa/kit/text";
import type { Content, Entry, ImportedFacetValues, ImportedProduct, Part, Remark } from "./entries.ts";

type Place = { line: number; column: string | null };
type Found = { problems: Remark[]; notes: Remark[] };

/** What Windows-1252 has from 0x80 on. Written out, because some releases of Node read that encoding as Latin-1. */
const windows1252 =
  "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f" +
  "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

/**
 * The entry with safe texts. Control and text direction characters are taken out of what people read, with a note; control characters that
 * stand for others of Windows-1252 become those, as in HTML. What things are known by, such as a sku or an option, is refused with them:
 * without them it would be another one.
 */
export function withSafeTexts(entry: Entry): Entry {
  const found: Found = { problems: [...entry.problems], notes: [...entry.notes] };
  const contents = entry.contents.map((content) => safeContent(content, entry.line, found));
  return { ...entry, ...found, contents };
}

function safeContent(content: Content, line: number, found: Found): Content {
  if (content.kind === "product") return { ...content, product: safeProduct(content.product, found) };
  if (content.kind === "facet") return { ...content, facet: safeFacet(content.facet, line, found) };
  if (content.kind === "figures") return content;
  const { collection } = content;
  return {
    ...content,
    collection: { ...collection, title: readable(collection.title, { line, column: "title" }, found) },
  };
}

function safeProduct(product: ImportedProduct, found: Found): ImportedProduct {
  const { line, title, descriptionHtml, optionNames, alsoIn, facets, pictures, variants, columnOf } = product;
  const at = (part: Part): Place => ({ line, column: columnOf(part) });
  for (const name of optionNames ?? []) checkIdentifier(name, at("options"), found);
  return {
    ...product,
    title: readable(title, at("title"), found),
    descriptionHtml:
      descriptionHtml &&
      safe(descriptionHtml, removeUnsafeCharactersInLines(repair(descriptionHtml)), at("description"), found),
    alsoIn: alsoIn && readable(alsoIn, at("collections"), found),
    facets: facets.map((facet) =>
      "value" in facet ? facet : { ...facet, label: readable(facet.label, facet, found) },
    ),
    pictures: pictures?.map((picture) => ({
      ...picture,
      alt: picture.alt && readable(picture.alt, at("images"), found),
    })),
    variants: variants.map((variant, index) => {
      const ofVariant = (part: Part): Place => ({ line: variant.line, column: columnOf(part, index) });
      checkIdentifier(variant.sku, ofVariant("sku"), found);
      for (const { value } of variant.options) checkIdentifier(value, ofVariant("options"), found);
      return { ...variant, title: variant.title && readable(variant.title, ofVariant("title"), found) };
    }),
  };
}

function safeFacet({ code, label, values }: ImportedFacetValues, line: number, found: Found): ImportedFacetValues {
  return {
    code,
    label: readable(label, { line, column: "label" }, found),
    values: values.map(({ value, label }, index) => {
      checkIdentifier(value, { line, column: `values[${index}].value` }, found);
      return { value, label: readable(label, { line, column: `values[${index}].label` }, found) };
    }),
  };
}

function readable(text: string, place: Place, found: Found): string {
  return hasUnsafeCharacter(text) ? safe(text, removeUnsafeCharacters(repair(text)), place, found) : text;
}

function safe(text: string, cleaned: string, { line, column }: Place, { notes }: Found): string {
  if (cleaned !== text) {
    const message = "Control or text direction characters of this text were replaced or taken out.";
    notes.push({ line, column, code: "CHARACTERS_REPLACED", message });
  }
  return cleaned;
}

/** Files that were converted from Windows-1252 without care have `\u0099` where there was a trademark sign. */
function repair(text: string): string {
  return text.replaceAll(/[\u0080-\u009f]/g, (control) => windows1252.charAt(control.charCodeAt(0) - 0x80));
}

function checkIdentifier(text: string, { line, column }: Place, { problems }: Found): void {
  if (!hasUnsafeCharacter(text)) return;
  problems.push({ line, column, code: "FORMAT", message: "This has control or text direction characters." });
}
