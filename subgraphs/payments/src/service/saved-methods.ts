/** Ways to pay that a customer kept: their own to see, choose and remove. */
import { call } from "@hansa/kit/outbound";
import { notFound } from "@hansa/kit/refusals";
import type { Context, Deps } from "../context.ts";
import {
  beginRemoval,
  chooseDefault,
  findRemovals,
  findSavedMethodsByIds,
  finishRemoval,
} from "../store/saved-methods.ts";
import type { SavedMethodRow } from "../store/tables.ts";
import type { Answer } from "./answers.ts";
import { paysNow } from "./choosing-ways.ts";
import { chooseUsual } from "./keeping-methods.ts";
import { oneByOne } from "./one-by-one.ts";

/** How long a provider may take to forget a method. */
const deadlineMs = 4_000;

/** The methods that a person can pay with now, the usual one first; null for everybody else, staff included. */
export async function savedMethodsOf(context: Context, userId: string): Promise<SavedMethodRow[] | null> {
  if (viewerId(context) !== userId) return null;
  const kept = await context.loaders.savedMethodsByCustomer.load(userId);
  return kept.filter((method) => paysNow(context.providers, method));
}

/** One method by its id; null unless it is the viewer's own and pays now. */
export async function findOwnMethod(context: Context, id: string): Promise<SavedMethodRow | null> {
  const method = await context.loaders.savedMethodById.load(id);
  const isOwn = method?.customerId === viewerId(context);
  return method && isOwn && paysNow(context.providers, method) ? method : null;
}

/** Makes one of the viewer's own methods that pay now the usual one. API clients own none. */
export async function setDefaultMethod(context: Context, id: string): Promise<Answer<"SavedMethodSetDefaultResult">> {
  const userId = viewerId(context);
  if (userId === null) return notSaved();
  const savedMethod = await context.store.write("choose-default-method", async (tx) => {
    const [method] = await findSavedMethodsByIds(tx, [id]);
    return method && paysNow(context.providers, method) ? chooseDefault(tx, id, userId) : undefined;
  });
  return savedMethod ? { __typename: "SavedMethodSetDefault", savedMethod } : notSaved();
}

/** Takes one of the viewer's own methods out of use at once, and has the provider forget it, now or as soon as it answers. */
export async function removeMethod(context: Context, id: string): Promise<Answer<"SavedMethodRemoveResult">> {
  const userId = viewerId(context);
  if (userId === null) return notSaved();
  const removed = await context.store.write("begin-method-removal", async (tx) => {
    const method = await beginRemoval(tx, id, userId);
    if (method) await chooseUsual(context, tx, userId);
    return method;
  });
  if (!removed) return notSaved();
  await oneByOne(context.log, [removed], (method) => forgetAtProvider(context, method));
  return { __typename: "SavedMethodRemoved", id };
}

/** Has providers forget whatever waits for it, again and again until each has said that it did. */
export async function finishRemovals(deps: Deps): Promise<void> {
  const waiting = await deps.store.read(findRemovals);
  await oneByOne(deps.log, waiting, (method) => forgetAtProvider(deps, method));
}

/** What is kept by a provider that the shop names no longer waits until it is named again. */
async function forgetAtProvider(deps: Deps, { id, provider: name, methodRef, customerRef }: SavedMethodRow) {
  const provider = deps.providers.find((known) => known.name === name);
  if (!provider) return;
  const once = { key: `forget:${id}`, signal: deps.world.deadline(deadlineMs) };
  await call(deps, `${name}.forgetMethod`, () => provider.forgetMethod({ ref: methodRef, customerRef }, once));
  await deps.store.write("finish-method-removal", (tx) => finishRemoval(tx, id));
}

function notSaved() {
  return notFound("saved payment method", ["input", "id"]);
}

function viewerId({ viewer }: Context): string | null {
  return viewer.kind === "user" ? viewer.id : null;
}
