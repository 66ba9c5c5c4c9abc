/** The data of a product's safety: the makers and warnings that an offer shows. */
import { type InputProblem, problem } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { ProductSafety, ProductSafetyInput, SafetyContactInput } from "../../generated/resolvers.ts";
import { dropSafety, saveSafety } from "../../store/catalogue/safety.ts";
import type { ProductSafetyRow, SafetyContact } from "../../store/catalogue/safety-table.ts";
import type { ProductRow } from "../../store/catalogue/tables.ts";

const maxNameLength = 200;
const maxAddressLength = 500;
const maxEmailLength = 254;
const maxUrlLength = 1_000;
const maxWarningsLength = 5_000;

/** The data of a product; null: not entered. */
export async function safetyOf({ loaders }: Context, product: ProductRow): Promise<ProductSafety | null> {
  const row = await loaders.safetyByProduct.load(product.id);
  if (!row) return null;
  return { maker: row.maker, responsiblePerson: row.responsiblePerson, warnings: row.warnings || null };
}

/** Replaces the data of a product, or removes them. */
export async function replaceSafety(tx: Tx, productId: string, safety: SafetyData | null): Promise<void> {
  if (safety === null) await dropSafety(tx, productId);
  else await saveSafety(tx, { productId, ...safety });
}

export type SafetyData = Omit<ProductSafetyRow, "productId">;

/** The data as they are stored: without blanks at the ends, and without empty texts. */
export function readSafety({ maker, responsiblePerson, warnings }: ProductSafetyInput): SafetyData {
  return {
    maker: readContact(maker),
    responsiblePerson: responsiblePerson ? readContact(responsiblePerson) : null,
    warnings: warnings?.trim() ?? "",
  };
}

function readContact({ name, address, email, url }: SafetyContactInput): SafetyContact {
  return { name: name.trim(), address: address.trim(), email: email?.trim() || null, url: url?.trim() || null };
}

/** All problems of the data, with their paths in `safety`. */
export function checkSafety(safety: SafetyData | null | undefined): InputProblem[] {
  if (!safety) return [];
  const { maker, responsiblePerson, warnings } = safety;
  const tooLong =
    warnings.length > maxWarningsLength
      ? [problem("safety.warnings", "LENGTH", `Warnings have at most ${maxWarningsLength} characters.`)]
      : [];
  return [
    ...checkContact("safety.maker", maker),
    ...(responsiblePerson ? checkContact("safety.responsiblePerson", responsiblePerson) : []),
    ...tooLong,
  ];
}

const emailText = z.email();

function checkContact(path: string, { name, address, email, url }: SafetyContact): InputProblem[] {
  const problems: InputProblem[] = [];
  const refuse = (field: string, code: string, message: string) => {
    problems.push(problem(`${path}.${field}`, code, message));
  };
  if (name === "" || name.length > maxNameLength)
    refuse("name", "LENGTH", `A name has 1 to ${maxNameLength} characters.`);
  if (address === "" || address.length > maxAddressLength)
    refuse("address", "LENGTH", `An address has 1 to ${maxAddressLength} characters.`);
  if (email === null && url === null)
    refuse("email", "MISSING", "A person is reached by an e-mail address or a web page.");
  if (email !== null && (email.length > maxEmailLength || !emailText.safeParse(email).success))
    refuse("email", "FORMAT", "This is no e-mail address.");
  if (url !== null && (url.length > maxUrlLength || !/^https?:\/\/\S+$/i.test(url) || !URL.canParse(url)))
    refuse("url", "FORMAT", "The address of a web page begins with https:// or http://.");
  return problems;
}
