/** Changes of the office, all made in one way: each is refused, done, or not known. */
import type { TypedDocument } from "@hansa/front/graph";
import type { ChangeOutcome } from "@hansa/front/islands";
import { language } from "../language.ts";
import { textsOf } from "../texts.ts";
import { graph } from "./client.ts";
import { readAgain } from "./use-reading.ts";

export const changeTexts = textsOf("change")[language];

/** `isKnown`: the graph has executed the change, and has said what came of it. */
export type KnownOutcome = ChangeOutcome & { isKnown?: boolean };

/** Results that each change with an idempotency key can have. */
type OfKey = { __typename: "IdempotencyInProgressError" | "IdempotencyKeyReusedError" };

/**
 * Makes a change, and reads again what is shown, also after a refusal or an unknown outcome. Throws if the outcome is not known: a change with a
 * key is sent with the same one again.
 */
export function makeChange<
  Result,
  Variables,
  Member extends { __typename: string },
  Outcome extends ChangeOutcome = ChangeOutcome,
>(
  document: TypedDocument<Result, Variables>,
  variables: Variables,
  resultOf: (data: Result) => Member,
  outcomeOf: (member: Exclude<Member, OfKey>) => Outcome,
): Promise<KnownOutcome | (Outcome & { isKnown: true })> {
  return makeOneOf(document, variables, resultOf, outcomeOf).finally(() => void readAgain());
}

/** Makes one of several changes, after all of which what is shown is read again. */
export async function makeOneOf<
  Result,
  Variables,
  Member extends { __typename: string },
  Outcome extends ChangeOutcome = ChangeOutcome,
>(
  document: TypedDocument<Result, Variables>,
  variables: Variables,
  resultOf: (data: Result) => Member,
  outcomeOf: (member: Exclude<Member, OfKey>) => Outcome,
): Promise<KnownOutcome | (Outcome & { isKnown: true })> {
  const response = await sendOnce(document, variables);
  if ("refusal" in response) return { text: response.refusal };
  const result = resultOf(response.data);
  if (result.__typename === "IdempotencyInProgressError") throw new Error("an earlier press is not done yet");
  return isOwn(result) ? { ...outcomeOf(result), isKnown: true } : { text: changeTexts.keyReused, isKnown: true };
}

/** Sends a document: its data, or the reason for which nothing was executed. Throws if there is neither. */
export async function sendOnce<Result, Variables>(
  document: TypedDocument<Result, Variables>,
  variables: Variables,
): Promise<{ data: Result } | { refusal: string }> {
  const response = await graph.send(document, variables);
  const refusal = refusalOf(response);
  if (refusal !== undefined) return { refusal };
  if (response.data === null) throw new Error("the graph did not say what has happened");
  return { data: response.data };
}

type Answer = { data: unknown; errors: readonly { extensions?: { code?: string } }[] };

/** The reason for which nothing was executed. */
function refusalOf({ data, errors }: Answer): string | undefined {
  if (data !== null) return undefined;
  const codes = errors.map(({ extensions }) => extensions?.code);
  if (codes.includes("UNAUTHENTICATED")) return changeTexts.signedOut;
  if (codes.includes("SESSION_UNVERIFIABLE")) return changeTexts.notDone;
  return codes.some((code) => code === "FORBIDDEN" || code === "BAD_USER_INPUT") ? changeTexts.refused : undefined;
}

function isOwn<Member extends { __typename: string }>(member: Member): member is Exclude<Member, OfKey> {
  return member.__typename !== "IdempotencyKeyReusedError" && member.__typename !== "IdempotencyInProgressError";
}
