/** The key under which a mutation is done once. */
import type { RequestKey } from "@hansa/kit/idempotency";
import { askerId, type Viewer } from "@hansa/kit/identity";
import { type InputProblem, problem } from "@hansa/kit/refusals";

const longestKey = 255;

/** Keys of different people and programs never meet. */
export function keyOf(viewer: Viewer, operation: string, input: { idempotencyKey: string }): RequestKey {
  const scope = ownerOf(viewer);
  return { scope, key: input.idempotencyKey, operation, request: input };
}

/** Whose doing it is: the id of the person or program. */
export function ownerOf(viewer: Viewer): string {
  return askerId(viewer) ?? viewer.kind;
}

/** An empty key is no key: it would tie unrelated requests together. */
export function checkKey(key: string): InputProblem[] {
  if (key.trim() !== "" && key.length <= longestKey) return [];
  return [problem("idempotencyKey", "WRONG_LENGTH", `A key has 1 to ${longestKey} characters.`)];
}
