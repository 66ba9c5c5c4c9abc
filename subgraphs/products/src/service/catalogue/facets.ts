/** Facets: saved with all values, and deleted. A value that a product has cannot be removed. */
import { recordAudit } from "@hansa/contracts/audit-log";
import { type InputProblem, invalid, notFound, problem, refusal } from "@hansa/kit/runtime";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { FacetDeleteInput, FacetSaveInput, FacetValueInput } from "../../generated/resolvers.ts";
import {
  deleteFacet,
  findUsedValuesExcept,
  orderFacets,
  replaceFacetValues,
  upsertFacet,
} from "../../store/catalogue/facet-edits.ts";
import { findFacets, findFacetValues } from "../../store/catalogue/facets.ts";
import type { FacetRow, FacetValueRow } from "../../store/catalogue/tables.ts";
import { markProductsStale } from "../../store/storefront/stale-products.ts";
import type { MutationResult } from "../mutation-results.ts";
import { moveToPosition } from "./position.ts";

const maxCodeLength = 50;
export const maxTextLength = 100;
const maxValues = 500;
/** The maximum number of values that a refusal lists. */
const maxNamedValues = 100;

/** Adds a facet, or changes the one with this code. */
export async function saveFacet(
  { store, runtime, viewer }: Context,
  input: FacetSaveInput,
): Promise<MutationResult<"FacetSaveResult">> {
  const { code, position } = input;
  const label = input.label.trim();
  const problems = checkFacet(input);
  return store.write("save-facet", async (tx) => {
    if (problems.length > 0) return invalid(problems);
    const inUse = await refuseIfUsed(tx, code, input.values, "values");
    if (inUse) return inUse;

    const all = await findFacets(tx);
    const before = all.find((facet) => facet.code === code);
    const facet = { code, label, position: before?.position ?? 0 };
    const values = input.values.map(({ value, label }, place) => {
      return { facetCode: code, value, label: label.trim(), position: place };
    });
    await markChangedLabels(tx, code, values);
    await upsertFacet(tx, facet);
    await replaceFacetValues(tx, code, values);
    if (!before || typeof position === "number") await moveFacet(tx, all, code, position ?? undefined);
    const summary = `${before ? "Changed" : "Made"} ${code}, with ${values.length} values.`;
    await recordAudit(runtime, tx, viewer, { action: "facet.saved", subjectId: code, summary });
    return { __typename: "FacetSaved", facet };
  });
}

/** Deletes a facet that no product uses. */
export async function removeFacet(
  { store, runtime, viewer }: Context,
  { code }: FacetDeleteInput,
): Promise<MutationResult<"FacetDeleteResult">> {
  return store.write("delete-facet", async (tx) => {
    const known = (await findFacets(tx)).some((facet) => facet.code === code);
    if (!known) return notFound("facet", ["input", "code"]);
    const inUse = await refuseIfUsed(tx, code, [], "code");
    if (inUse) return inUse;
    await deleteFacet(tx, code);
    await recordAudit(runtime, tx, viewer, { action: "facet.deleted", subjectId: code, summary: `Deleted ${code}.` });
    return { __typename: "FacetDeleted", code };
  });
}

async function moveFacet(
  tx: Tx,
  all: readonly FacetRow[],
  code: string,
  position = Number.MAX_SAFE_INTEGER,
): Promise<void> {
  const codes = all.map((facet) => facet.code);
  await orderFacets(tx, moveToPosition(codes, code, position));
}

/** The search index has the labels of values: products with changed labels are marked for indexing. */
async function markChangedLabels(tx: Tx, code: string, values: readonly FacetValueRow[]): Promise<void> {
  const labels = new Map(values.map(({ value, label }) => [value, label]));
  const changed = (await findFacetValues(tx, [code])).filter(({ value, label }) => labels.get(value) !== label);
  if (changed.length > 0)
    await markProductsStale(
      tx,
      code,
      changed.map(({ value }) => value),
    );
}

async function refuseIfUsed(db: Reader, code: string, remaining: readonly FacetValueInput[], field: string) {
  const keptValues = remaining.map(({ value }) => value);
  const used = await findUsedValuesExcept(db, code, keptValues, maxNamedValues);
  if (used.length === 0) return undefined;
  const message = "Products have values that would be gone. Take them off those products first.";
  return { ...refusal("FacetValueInUseError", "FACET_VALUE_IN_USE", message, ["input", field]), values: used };
}

export const codeRule = `A code has small letters, digits and single hyphens or underscores between them, ${maxCodeLength} at most.`;

/** Whether a text is a code: small letters and digits, with single hyphens or underscores between them. */
export function isCode(code: string): boolean {
  return code.length <= maxCodeLength && /^[a-z0-9]+([-_][a-z0-9]+)*$/.test(code);
}

function checkFacet({ code, label, values, position }: FacetSaveInput): InputProblem[] {
  const problems: InputProblem[] = [];
  if (!isCode(code)) problems.push(problem("code", "FORMAT", codeRule));
  if (!isText(label)) problems.push(problem("label", "LENGTH", `A label has 1 to ${maxTextLength} characters.`));
  if (typeof position === "number" && position < 0)
    problems.push(problem("position", "NEGATIVE", "A place is zero or more."));
  if (values.length > maxValues)
    return [...problems, problem("values", "TOO_MANY", `A facet has at most ${maxValues} values.`)];
  return [...problems, ...values.flatMap((value, index) => checkValue(value, index, values))];
}

function checkValue({ value, label }: FacetValueInput, index: number, all: readonly FacetValueInput[]): InputProblem[] {
  const problems: InputProblem[] = [];
  if (!isText(value) || value !== value.trim()) {
    const message = `A value has 1 to ${maxTextLength} characters and no blanks at its ends.`;
    problems.push(problem(`values.${index}.value`, "FORMAT", message));
  }
  if (all.findIndex((other) => other.value === value) < index)
    problems.push(problem(`values.${index}.value`, "NOT_DISTINCT", "A facet has each of its values once."));
  if (!isText(label))
    problems.push(problem(`values.${index}.label`, "LENGTH", `A label has 1 to ${maxTextLength} characters.`));
  return problems;
}

/** Whether the text is a valid label of a facet or value. */
export function isText(text: string): boolean {
  return text.trim().length > 0 && text.trim().length <= maxTextLength;
}
