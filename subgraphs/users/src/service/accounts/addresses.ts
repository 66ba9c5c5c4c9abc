/** Address book of the viewer: saves and deletes addresses, one of which is the default as long as there is any. */
import { readAddress } from "@hansa/commerce/address/postal-address";
import { type InputProblem, invalid, notFound, problem } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import type { AddressDeleteInput, AddressSaveInput } from "../../generated/resolvers.ts";
import {
  deleteAddress,
  findAddressesByUsers,
  findOwnAddress,
  insertAddress,
  replaceAddress,
  setDefaultAddress,
} from "../../store/accounts/addresses.ts";
import type { MutationResult } from "../mutation-results.ts";
import { requireAccount } from "./views.ts";

const maxAddresses = 50;

/** Adds an address, or replaces one of the viewer's own as a whole. */
export async function saveAddress(
  context: Context,
  input: AddressSaveInput,
): Promise<MutationResult<"AddressSaveResult">> {
  const { store, runtime, loaders } = context;
  const { value, problems } = readAddress(input);
  const texts = { ...value, regionText: value.regionText ?? null };
  return store.write("save-address", async (tx) => {
    const user = await requireAccount(context, tx);
    const book = await findAddressesByUsers(tx, [user.id]);
    if (typeof input.id === "string" && !book.some(({ id }) => id === input.id))
      return notFound("address", ["input", "id"]);
    if (problems.length > 0) {
      return invalid(problems.map(({ field, code, message }) => problem(field, code, message)));
    }
    if (typeof input.id !== "string" && book.length >= maxAddresses) return invalid([tooManyAddresses()]);

    const id = input.id ?? runtime.newId("addr");
    if (typeof input.id === "string") await replaceAddress(tx, user.id, id, texts);
    else await insertAddress(tx, { id, userId: user.id, isDefault: false, createdAt: runtime.now(), ...texts });
    if (input.makeDefault || book.length === 0) await setDefaultAddress(tx, user.id, id);

    const address = await findOwnAddress(tx, user.id, id);
    if (!address) throw new Error(`address ${id} was saved and cannot be found`);
    loaders.addressesByUser.clear(user.id);
    loaders.addressById.clear(id);
    return { __typename: "AddressSaved", address, user };
  });
}

/** Removes an address of the viewer. If it was the default, the oldest remaining one becomes the default. */
export async function removeAddress(
  context: Context,
  input: AddressDeleteInput,
): Promise<MutationResult<"AddressDeleteResult">> {
  const { store, loaders } = context;
  return store.write("remove-address", async (tx) => {
    const user = await requireAccount(context, tx);
    const removed = await deleteAddress(tx, user.id, input.id);
    if (!removed) return notFound("address", ["input", "id"]);
    const [oldest] = await findAddressesByUsers(tx, [user.id]);
    if (removed.isDefault && oldest) await setDefaultAddress(tx, user.id, oldest.id);
    loaders.addressesByUser.clear(user.id);
    loaders.addressById.clear(input.id);
    return { __typename: "AddressDeleted", id: input.id, user };
  });
}

function tooManyAddresses(): InputProblem {
  return { path: ["input"], code: "TOO_MANY", message: `An address book has at most ${maxAddresses} addresses.` };
}
