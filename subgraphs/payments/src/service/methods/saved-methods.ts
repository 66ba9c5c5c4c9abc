/** Saved payment methods of a customer: list, choose the default and remove. */
import { callOutside } from "@hansa/kit/rpc";
import { notFound } from "@hansa/kit/runtime";
import type { Context, Deps } from "../../context.ts";
import {
  beginRemoval,
  chooseDefault,
  findRemovals,
  findSavedMethodsByIds,
  finishRemoval,
} from "../../store/saved-methods/queries.ts";
import type { SavedMethodRow } from "../../store/tables.ts";
import { processEach } from "../item-processing.ts";
import type { MutationResult } from "../mutation-results.ts";
import { isUsable } from "./offered-methods.ts";
import { ensureDefault } from "./provider-methods.ts";

/** Timeout of a removal at a provider. */
const deadlineMs = 4_000;

/** The usable methods of a user, the default one first; null for all other viewers, staff included. */
export async function savedMethodsOf(context: Context, userId: string): Promise<SavedMethodRow[] | null> {
  if (viewerId(context) !== userId) return null;
  const saved = await context.loaders.savedMethodsByCustomer.load(userId);
  return saved.filter((method) => isUsable(context.providers, method));
}

/** One method by its id; null unless it is the viewer's own and usable. */
export async function findOwnMethod(context: Context, id: string): Promise<SavedMethodRow | null> {
  const method = await context.loaders.savedMethodById.load(id);
  const isOwn = method?.customerId === viewerId(context);
  return method && isOwn && isUsable(context.providers, method) ? method : null;
}

/** Makes one of the viewer's own usable methods the default. API clients have none. */
export async function setDefaultMethod(
  context: Context,
  id: string,
): Promise<MutationResult<"SavedMethodSetDefaultResult">> {
  const userId = viewerId(context);
  if (userId === null) return notSaved();
  const savedMethod = await context.store.write("choose-default-method", async (tx) => {
    const [method] = await findSavedMethodsByIds(tx, [id]);
    return method && isUsable(context.providers, method) ? chooseDefault(tx, id, userId) : undefined;
  });
  return savedMethod ? { __typename: "SavedMethodSetDefault", savedMethod } : notSaved();
}

/** Takes one of the viewer's own methods out of use at once, and removes it at the provider, now or by a job. */
export async function removeMethod(context: Context, id: string): Promise<MutationResult<"SavedMethodRemoveResult">> {
  const userId = viewerId(context);
  if (userId === null) return notSaved();
  const removed = await context.store.write("begin-method-removal", async (tx) => {
    const method = await beginRemoval(tx, id, userId);
    if (method) await ensureDefault(context, tx, userId);
    return method;
  });
  if (!removed) return notSaved();
  await processEach(context.log, [removed], (method) => removeAtProvider(context, method));
  return { __typename: "SavedMethodRemoved", id };
}

/** Repeats pending removals at providers until each is confirmed. */
export async function finishRemovals(deps: Deps): Promise<void> {
  const waiting = await deps.store.read(findRemovals);
  await processEach(deps.log, waiting, (method) => removeAtProvider(deps, method));
}

/** Removes a method at its provider. Methods of a provider that is not configured wait until it is configured again. */
async function removeAtProvider(deps: Deps, { id, provider: name, methodRef, customerRef }: SavedMethodRow) {
  const provider = deps.providers.find((known) => known.name === name);
  if (!provider) return;
  const once = { key: `remove:${id}`, signal: deps.runtime.deadline(deadlineMs) };
  await callOutside(deps, `${name}.removeMethod`, () => provider.removeMethod({ ref: methodRef, customerRef }, once));
  await deps.store.write("finish-method-removal", (tx) => finishRemoval(tx, id));
}

function notSaved() {
  return notFound("saved payment method", ["input", "id"]);
}

function viewerId({ viewer }: Context): string | null {
  return viewer.kind === "user" ? viewer.id : null;
}
