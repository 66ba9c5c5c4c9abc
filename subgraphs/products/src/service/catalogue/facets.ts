/** Changing what products can be filtered by: a facet is saved with all its values, and no value is lost that a product has. */
import { recordAudit } from "@hansa/kit/audit";
import { type InputProblem, invalid, notFound, problem, refusal } from "@hansa/kit/refusals";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { FacetDeleteInput, FacetSaveInput, FacetValueInput } from "../../generated/resolvers.ts";
import { deleteFacet, findUsedBeside, orderFacets, putFacet, replaceFacetValues } from "../../store/facet-edits.ts";
import { findFacets, findFacetValues } from "../../store/facets.ts";
import { markStale } from "../../store/stale-search.ts";
import type { FacetRow, FacetValueRow } from "../../store/tables.ts";
import type { Answer } from "../answers.ts";
import { placedAt } from "./ordering.ts";

const longestCode = 50;
export const longestText = 100;
const mostValues = 500;
/** Enough to see what is in the way. */
const mostNamed = 100;

/** Adds a facet, or changes the one with this code. */
export async function saveFacet(
  { store, world, viewer }: Context,
  input: FacetSaveInput,
): Promise<Answer<"FacetSaveResult">> {
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
    await noteChangedWords(tx, code, values);
    await putFacet(tx, facet);
    await replaceFacetValues(tx, code, values);
    if (!before || typeof position === "number") await moveTo(tx, all, code, position ?? undefined);
    const summary = `${before ? "Changed" : "Made"} ${code}, with ${values.length} values.`;
    await recordAudit(tx, world, viewer, { action: "facet.saved", subjectId: code, summary });
    return { __typename: "FacetSaved", facet };
  });
}

/** Removes a facet that nobody needs. */
export async function removeFacet(
  { store, world, viewer }: Context,
  { code }: FacetDeleteInput,
): Promise<Answer<"FacetDeleteResult">> {
  return store.write("delete-facet", async (tx) => {
    const known = (await findFacets(tx)).some((facet) => facet.code === code);
    if (!known) return notFound("facet", ["input", "code"]);
    const inUse = await refuseIfUsed(tx, code, [], "code");
    if (inUse) return inUse;
    await deleteFacet(tx, code);
    await recordAudit(tx, world, viewer, { action: "facet.deleted", subjectId: code, summary: `Deleted ${code}.` });
    return { __typename: "FacetDeleted", code };
  });
}

async function moveTo(
  tx: Tx,
  all: readonly FacetRow[],
  code: string,
  position = Number.MAX_SAFE_INTEGER,
): Promise<void> {
  const codes = all.map((facet) => facet.code);
  await orderFacets(tx, placedAt(codes, code, position));
}

/** Products are found by the labels of their values: those with another label now are indexed anew. */
async function noteChangedWords(tx: Tx, code: string, values: readonly FacetValueRow[]): Promise<void> {
  const labels = new Map(values.map(({ value, label }) => [value, label]));
  const changed = (await findFacetValues(tx, [code])).filter(({ value, label }) => labels.get(value) !== label);
  if (changed.length > 0)
    await markStale(
      tx,
      code,
      changed.map(({ value }) => value),
    );
}

async function refuseIfUsed(db: Reader, code: string, kept: readonly FacetValueInput[], field: string) {
  const keptValues = kept.map(({ value }) => value);
  const used = await findUsedBeside(db, code, keptValues, mostNamed);
  if (used.length === 0) return undefined;
  const message = "Products have values that would be gone. Take them off those products first.";
  return { ...refusal("FacetValueInUseError", "FACET_VALUE_IN_USE", message, ["input", field]), values: used };
}

export const codeRule = `A code has small letters, digits and single hyphens or underscores between them, ${longestCode} at most.`;

export function isCode(code: string): boolean {
  return code.length <= longestCode && /^[a-z0-9]+([-_][a-z0-9]+)*$/.test(code);
}

function checkFacet({ code, label, values, position }: FacetSaveInput): InputProblem[] {
  const problems: InputProblem[] = [];
  if (!isCode(code)) problems.push(problem("code", "FORMAT", codeRule));
  if (!isText(label)) problems.push(problem("label", "LENGTH", `A label has 1 to ${longestText} characters.`));
  if (typeof position === "number" && position < 0)
    problems.push(problem("position", "NEGATIVE", "A place is zero or more."));
  if (values.length > mostValues)
    return [...problems, problem("values", "TOO_MANY", `A facet has at most ${mostValues} values.`)];
  return [...problems, ...values.flatMap((value, index) => checkValue(value, index, values))];
}

function checkValue({ value, label }: FacetValueInput, index: number, all: readonly FacetValueInput[]): InputProblem[] {
  const problems: InputProblem[] = [];
  if (!isText(value) || value !== value.trim()) {
    const message = `A value has 1 to ${longestText} characters and no blanks at its ends.`;
    problems.push(problem(`values.${index}.value`, "FORMAT", message));
  }
  if (all.findIndex((other) => other.value === value) < index)
    problems.push(problem(`values.${index}.value`, "NOT_DISTINCT", "A facet has each of its values once."));
  if (!isText(label))
    problems.push(problem(`values.${index}.label`, "LENGTH", `A label has 1 to ${longestText} characters.`));
  return problems;
}

/** Whether this can be what people call a facet or a value. */
export function isText(text: string): boolean {
  return text.trim().length > 0 && text.trim().length <= longestText;
}
