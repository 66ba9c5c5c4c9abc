/** Checks of a product that need no access to the store: lengths, counts and repetitions. */
import { isSlug, maxSlugLength } from "@hansa/commerce/slugs";
import { checkContent } from "../../catalogue/content.ts";
import { checkSafety } from "../../catalogue/safety.ts";
import { checkSwatch, maxSwatches } from "../../catalogue/swatches.ts";
import { maxVariants } from "../../storefront/variants.ts";
import { excerptOf } from "../text/amounts.ts";
import type { Finding, ImportedPicture, ImportedProduct, ImportedVariant, Part } from "./entries.ts";

const maxTitleLength = 200;
export const maxDescriptionLength = 100_000;
const maxSkuLength = 64;
const maxAltLength = 500;
const maxAddressLength = 2_000;
const maxOptionLength = 100;
const maxOptions = 3;
const maxOtherParts = 100;

/** Returns all problems of a product. */
export function checkProduct(product: ImportedProduct): Finding[] {
  const findings: Finding[] = [];
  const refuse = (part: Part, code: string, message: string) => {
    findings.push({ line: product.line, column: product.columnOf(part), code, message });
  };
  const { handle, title, descriptionHtml, optionNames = [], variants } = product;
  if (handle === undefined && variants.length === 0) {
    const message = "Without a handle and a variant this product cannot be found again. Give it a handle.";
    refuse("handle", "HANDLE_MISSING", message);
  }
  if (handle !== undefined && !isSlug(handle)) {
    const message = `A handle has small letters, digits and single hyphens between them, ${maxSlugLength} at most; not "${excerptOf(handle)}".`;
    refuse("handle", "FORMAT", message);
  }
  if (title.length > maxTitleLength) refuse("title", "TOO_LONG", `A title has at most ${maxTitleLength} characters.`);
  if ((descriptionHtml ?? "").length > maxDescriptionLength)
    refuse("description", "TOO_LONG", `A description has at most ${maxDescriptionLength} characters.`);
  if (optionNames.length > maxOptions) refuse("options", "TOO_MANY", `A product has at most ${maxOptions} options.`);
  if (new Set(optionNames.map((name) => name.toLowerCase())).size < optionNames.length)
    refuse("options", "NOT_DISTINCT", "Options need names, each a different one.");
  if (variants.length > maxVariants) refuse("sku", "TOO_MANY", `A product has at most ${maxVariants} variants.`);
  for (const [part, list] of [
    ["collections", product.collections],
    ["facets", product.facets],
    ["images", product.pictures],
  ] as const) {
    if (list && list.length > maxOtherParts)
      refuse(part, "TOO_MANY", `A product has at most ${maxOtherParts} of them.`);
  }
  for (const { path, code, message } of checkSafety(product.safety)) {
    const [, , ...field] = path;
    findings.push({ line: product.line, column: [product.columnOf("safety"), ...field].join("."), code, message });
  }
  return [...findings, ...checkColours(product), ...checkPictures(product), ...checkVariants(product)];
}

function checkColours({ line, swatches = [], columnOf }: ImportedProduct): Finding[] {
  const column = columnOf("swatches");
  if (swatches.length > maxSwatches)
    return [{ line, column, code: "TOO_MANY", message: `A product has at most ${maxSwatches} of them.` }];
  return swatches.flatMap((swatch) =>
    checkSwatch(swatch, "swatches").map(({ code, message }) => ({
      line,
      column: `${column}.${excerptOf(swatch.name)}.${excerptOf(swatch.value)}`,
      code,
      message,
    })),
  );
}

function checkPictures({ line, pictures, variants, columnOf }: ImportedProduct): Finding[] {
  if (!pictures) return [];
  const known = new Set(pictures.map(({ url }) => url));
  const column = columnOf("images");
  const wrong = pictures.flatMap((picture) => checkPicture(picture, { line, column }));
  const strange = variants.flatMap(({ image, line }, index): Finding[] => {
    if (typeof image !== "string" || known.has(image)) return [];
    const message = "The picture of a variant is one of the product's pictures.";
    return [{ line, column: columnOf("image", index), code: "UNKNOWN_IMAGE", message }];
  });
  return [...wrong, ...strange];
}

/** The fault of a picture's address or alternative text. */
export function checkPicture({ url, alt }: ImportedPicture, place: Pick<Finding, "line" | "column">): Finding[] {
  if (url.length > maxAddressLength || !/^(https?:\/\/\S+|\/media\/[\w.-]+)$/.test(url) || !isAddress(url)) {
    const message = `"${excerptOf(url)}" is no address of a picture: it begins with https:// or http://.`;
    return [{ ...place, code: "NOT_AN_ADDRESS", message }];
  }
  if (alt === undefined || alt.length <= maxAltLength) return [];
  return [{ ...place, code: "TOO_LONG", message: `A description has at most ${maxAltLength} characters.` }];
}

function isAddress(url: string): boolean {
  return url.startsWith("/") || URL.canParse(url);
}

function checkVariants(product: ImportedProduct): Finding[] {
  const { variants, columnOf, optionNames } = product;
  const skus = new Set<string>();
  const findings = variants.flatMap((variant, index) => {
    const found = checkVariant(variant, (part) => columnOf(part, index));
    if (!skus.has(variant.sku)) skus.add(variant.sku);
    else {
      const message = `The sku "${excerptOf(variant.sku)}" stands twice in this product.`;
      found.push({ line: variant.line, column: columnOf("sku", index), code: "SKU_REPEATED", message });
    }
    return found;
  });
  return optionNames === undefined || skus.size < variants.length ? findings : [...findings, ...checkChoices(product)];
}

/** Reports variants with equal options, which buyers could not tell apart. */
export function checkChoices({ variants, columnOf }: Pick<ImportedProduct, "variants" | "columnOf">): Finding[] {
  const choices = new Set<string>();
  return variants.flatMap(({ line, options }, index): Finding[] => {
    const choice = JSON.stringify(options.map(({ value }) => value));
    if (!choices.has(choice)) {
      choices.add(choice);
      return [];
    }
    const message = "Another variant of this product has the same options.";
    return [{ line, column: columnOf("options", index), code: "OPTIONS_REPEATED", message }];
  });
}

function checkVariant(variant: ImportedVariant, columnOf: (part: Part) => string | null): Finding[] {
  const findings: Finding[] = [];
  const refuse = (part: Part, code: string, message: string) => {
    findings.push({ line: variant.line, column: columnOf(part), code, message });
  };
  if (variant.sku.length > maxSkuLength)
    refuse("sku", "TOO_LONG", `A sku has at most ${maxSkuLength} characters; "${excerptOf(variant.sku)}" has more.`);
  if (variant.options.some(({ value }) => value.length > maxOptionLength))
    refuse("options", "TOO_LONG", `The value of an option has at most ${maxOptionLength} characters.`);
  if (variant.tracked === false && variant.stock !== undefined && variant.stock > 0)
    refuse("stock", "NOT_TRACKED", "The stock of this variant is not counted, so it has no quantity.");
  for (const { code, message } of checkContent(variant.content)) refuse("content", code, message);
  const starts = (variant.prices ?? []).map(({ currency, startsAt }) => `${currency} ${startsAt}`);
  if (new Set(starts).size < starts.length)
    refuse("price", "CURRENCY_REPEATED", "A variant has one price in each currency at a time.");
  return findings;
}
