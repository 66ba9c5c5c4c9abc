/** Ways to pay that a customer kept: their own to see, choose and remove. */
import { call } from "@hansa/kit/outbound";
import { notFound } from "@hansa/kit/refusals";
import type { Context, Deps } from "../context.ts";
import { beginRemoval, chooseDefault, findRemovals, finishRemoval } from "../store/saved-methods.ts";
import type { SavedMethodRow } from "../store/tables.ts";
import type { Answer } from "./answers.ts";
import { oneByOne } from "./one-by-one.ts";

/** How long a provider may take to forget a method. */
const deadlineMs = 4_000;

/** The methods of a person, the usual one first; null for everybody else, staff included. */
export async function savedMethodsOf(context: Context, userId: string): Promise<SavedMethodRow[] | null> {
  return viewerId(context) === userId ? context.loaders.savedMethodsByCustomer.load(userId) : null;
}

/** One method by its id; null unless it is the viewer's own. */
export async function findOwnMethod(context: Context, id: string): Promise<SavedMethodRow | null> {
  const method = await context.loaders.savedMethodById.load(id);
  return method && method.customerId === viewerId(context) ? method : null;
}

/** Makes one of the viewer's own methods the usual one. */
export async function setDefaultMethod(context: Context, id: string): Promise<Answer<"SavedMethodSetDefaultResult">> {
  const userId = mustBeSignedIn(context);
  const savedMethod = await context.store.write("choose-default-method", (tx) => chooseDefault(tx, id, userId));
  return savedMethod ? { __typename: "SavedMethodSetDefault", savedMethod } : notSaved();
}

/** Takes one of the viewer's own methods out of use at once, and has the provider forget it, now or as soon as it answers. */
export async function removeMethod(context: Context, id: string): Promise<Answer<"SavedMethodRemoveResult">> {
  const userId = mustBeSignedIn(context);
  const removed = await context.store.write("begin-method-removal", (tx) => beginRemoval(tx, id, userId));
  if (!removed) return notSaved();
  await oneByOne(context.log, [removed], (method) => forgetAtProvider(context, method));
  return { __typename: "SavedMethodRemoved", id };
}

/** Has providers forget whatever waits for it, again and again until each has said that it did. */
export async function finishRemovals(deps: Deps): Promise<void> {
  const waiting = await deps.store.read((db) => findRemovals(db, 100));
  await oneByOne(deps.log, waiting, (method) => forgetAtProvider(deps, method));
}

async function forgetAtProvider(deps: Deps, { id, provider: name, methodRef, customerRef }: SavedMethodRow) {
  const provider = deps.providers.find((known) => known.name === name);
  if (!provider) throw new Error(`${id} is kept by ${name}, which this shop does not have`);
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

function mustBeSignedIn(context: Context): string {
  const id = viewerId(context);
  if (id === null) throw new Error("only somebody signed in reaches this");
  return id;
}
