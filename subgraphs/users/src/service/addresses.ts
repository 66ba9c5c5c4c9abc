/** The address book: one's own only, with one default as long as there is any address, kept by the rules of `@hansa/kit/address`. */
import { readAddress } from "@hansa/kit/address/postal-address";
import { type InputProblem, invalid, notFound, problem } from "@hansa/kit/refusals";
import type { Context } from "../context.ts";
import type { AddressDeleteInput, AddressSaveInput } from "../generated/resolvers.ts";
import {
  chooseDefault,
  deleteAddress,
  findAddressesByUsers,
  findAddressOf,
  insertAddress,
  replaceAddress,
} from "../store/addresses.ts";
import type { Answer } from "./answers.ts";
import { accountOf } from "./people.ts";

const mostAddresses = 50;

/** Adds an address, or replaces one of the viewer's own as a whole. */
export async function saveAddress(context: Context, input: AddressSaveInput): Promise<Answer<"AddressSaveResult">> {
  const { store, world, loaders } = context;
  const { value: texts, problems } = readAddress(input);
  return store.write("save-address", async (tx) => {
    const user = await accountOf(context, tx);
    const book = await findAddressesByUsers(tx, [user.id]);
    if (typeof input.id === "string" && !book.some(({ id }) => id === input.id))
      return notFound("address", ["input", "id"]);
    if (problems.length > 0) {
      return invalid(problems.map(({ field, code, message }) => problem(field, code, message)));
    }
    if (typeof input.id !== "string" && book.length >= mostAddresses) return invalid([tooMany()]);

    const id = input.id ?? world.newId("addr");
    if (typeof input.id === "string") await replaceAddress(tx, user.id, id, texts);
    else await insertAddress(tx, { id, userId: user.id, isDefault: false, createdAt: world.now(), ...texts });
    if (input.makeDefault || book.length === 0) await chooseDefault(tx, user.id, id);

    const address = await findAddressOf(tx, user.id, id);
    if (!address) throw new Error(`${id} was saved and is not there`);
    loaders.addressesByUser.clear(user.id);
    loaders.addressById.clear(id);
    return { __typename: "AddressSaved", address, user };
  });
}

/** Removes one of the viewer's own. If it was the default, the oldest that is left becomes it. */
export async function removeAddress(
  context: Context,
  input: AddressDeleteInput,
): Promise<Answer<"AddressDeleteResult">> {
  const { store, loaders } = context;
  return store.write("remove-address", async (tx) => {
    const user = await accountOf(context, tx);
    const removed = await deleteAddress(tx, user.id, input.id);
    if (!removed) return notFound("address", ["input", "id"]);
    const [oldest] = await findAddressesByUsers(tx, [user.id]);
    if (removed.isDefault && oldest) await chooseDefault(tx, user.id, oldest.id);
    loaders.addressesByUser.clear(user.id);
    loaders.addressById.clear(input.id);
    return { __typename: "AddressDeleted", id: input.id, user };
  });
}

function tooMany(): InputProblem {
  return { path: ["input"], code: "TOO_MANY", message: `An address book has at most ${mostAddresses} addresses.` };
}
