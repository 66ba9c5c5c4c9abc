/** Search texts of people from before names were folded: they are folded when the service starts. */
import type { Deps } from "../../context.ts";
import { findUnfoldedUsers, foldSearchTexts } from "../../store/accounts/users.ts";

/** Folds all of them. A store without any can open while another process writes. */
export async function foldFormerSearchTexts({ store }: Pick<Deps, "store">): Promise<void> {
  const find = () => store.read((db) => findUnfoldedUsers(db));
  for (let rows = await find(); rows.length > 0; rows = await find()) {
    const ids = rows.map(({ id }) => id);
    await store.write("fold-search-texts", (tx) => foldSearchTexts(tx, ids));
  }
}
