/** Removal of control, text direction and invisible characters from imported texts: the rule of the GraphQL inputs, for files. */
import { hasUnsafeCharacter, removeUnsafeCharacters, removeUnsafeCharactersInLines } from "@hansa/kit/runtime";
import type { SafetyContact } from "../../../store/catalogue/safety-table.ts";
import type { SafetyData } from "../../catalogue/safety.ts";
import type {
  Content,
  Entry,
  Finding,
  ImportedCollection,
  ImportedFacetValues,
  ImportedProduct,
  Part,
} from "../file/entries.ts";
import { decodeWindows1252 } from "./windows-1252.ts";

type Place = { line: number; column: string | null };
type Found = { problems: Finding[]; notes: Finding[] };

/**
 * Returns the entry with safe texts. Control, text direction and invisible characters are removed from displayed texts, with a note; control characters
 * that are bytes of Windows-1252 are decoded, as in HTML. Identifiers with such characters, like a SKU or an option, are refused: without
 * them they would identify something else.
 */
export function withSafeTexts(entry: Entry): Entry {
  const found: Found = { problems: [...entry.problems], notes: [...entry.notes] };
  const contents = entry.contents.map((content) => safeContent(content, entry.line, found));
  return { ...entry, ...found, contents };
}

function safeContent(content: Content, line: number, found: Found): Content {
  if (content.kind === "product") return { ...content, product: safeProduct(content.product, found) };
  if (content.kind === "facet") return { ...content, facet: safeFacet(content.facet, line, found) };
  if (content.kind === "pricesAndStock") return content;
  return { ...content, collection: safeCollection(content.collection, line, found) };
}

function safeCollection(collection: ImportedCollection, line: number, found: Found): ImportedCollection {
  const { title, descriptionHtml, image } = collection;
  return {
    ...collection,
    title: cleanText(title, { line, column: "title" }, found),
    descriptionHtml: descriptionHtml && cleanLines(descriptionHtml, { line, column: "descriptionHtml" }, found),
    image: image && { ...image, alt: image.alt && cleanText(image.alt, { line, column: "image" }, found) },
  };
}

function safeProduct(product: ImportedProduct, found: Found): ImportedProduct {
  const { line, title, descriptionHtml, optionNames, swatches, alsoIn, safety, columnOf } = product;
  const { facets, pictures, variants } = product;
  const at = (part: Part): Place => ({ line, column: columnOf(part) });
  for (const name of optionNames ?? []) checkIdentifier(name, at("options"), found);
  for (const { value } of swatches ?? []) checkIdentifier(value, at("swatches"), found);
  return {
    ...product,
    title: cleanText(title, at("title"), found),
    descriptionHtml: descriptionHtml && cleanLines(descriptionHtml, at("description"), found),
    alsoIn: alsoIn && cleanText(alsoIn, at("collections"), found),
    safety: safety && safeSafety(safety, at("safety"), found),
    facets: facets.map((facet) =>
      "value" in facet ? facet : { ...facet, label: cleanText(facet.label, facet, found) },
    ),
    pictures: pictures?.map((picture) => ({
      ...picture,
      alt: picture.alt && cleanText(picture.alt, at("images"), found),
    })),
    variants: variants.map((variant, index) => {
      const ofVariant = (part: Part): Place => ({ line: variant.line, column: columnOf(part, index) });
      checkIdentifier(variant.sku, ofVariant("sku"), found);
      for (const { value } of variant.options) checkIdentifier(value, ofVariant("options"), found);
      return { ...variant, title: variant.title && cleanText(variant.title, ofVariant("title"), found) };
    }),
  };
}

function safeSafety({ maker, responsiblePerson, warnings }: SafetyData, place: Place, found: Found): SafetyData {
  const safeContact = ({ name, address, ...reach }: SafetyContact) => ({
    name: cleanText(name, place, found),
    address: cleanLines(address, place, found),
    ...reach,
  });
  return {
    maker: safeContact(maker),
    responsiblePerson: responsiblePerson && safeContact(responsiblePerson),
    warnings: cleanLines(warnings, place, found),
  };
}

function safeFacet({ code, label, values }: ImportedFacetValues, line: number, found: Found): ImportedFacetValues {
  return {
    code,
    label: cleanText(label, { line, column: "label" }, found),
    values: values.map(({ value, label }, index) => {
      checkIdentifier(value, { line, column: `values[${index}].value` }, found);
      return { value, label: cleanText(label, { line, column: `values[${index}].label` }, found) };
    }),
  };
}

function cleanText(text: string, place: Place, found: Found): string {
  return hasUnsafeCharacter(text)
    ? noteReplacement(text, removeUnsafeCharacters(decodeWindows1252(text)), place, found)
    : text;
}

function cleanLines(text: string, place: Place, found: Found): string {
  return noteReplacement(text, removeUnsafeCharactersInLines(decodeWindows1252(text)), place, found);
}

function noteReplacement(text: string, cleaned: string, { line, column }: Place, { notes }: Found): string {
  if (cleaned !== text) {
    const message = "Control, text direction or invisible characters of this text were replaced or taken out.";
    notes.push({ line, column, code: "CHARACTERS_REPLACED", message });
  }
  return cleaned;
}

function checkIdentifier(text: string, { line, column }: Place, { problems }: Found): void {
  if (!hasUnsafeCharacter(text)) return;
  problems.push({ line, column, code: "FORMAT", message: "This has control, text direction or invisible characters." });
}
