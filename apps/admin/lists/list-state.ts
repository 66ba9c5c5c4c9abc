/** The state of a list, as its address has it: the view, the text that is searched for, and the page. */
import { addressOf } from "../shop/places/address.ts";

const pageSize = 25;

/** `after` and `before` are cursors, of which one is there at most. */
export type ListState<View extends string = string> = { view: View; find: string; after: string; before: string };
type Paged = Pick<ListState, "after" | "before">;

type List<View extends string> = {
  /** Reads an address; what it does not know is left out. */
  read(search: string): ListState<View>;
  /** The address of a state. */
  addressOf(state: ListState<View> & Readonly<Record<string, string | undefined>>): string;
};

/** The list at a path, with the names of its views: the address of the usual one does not name it. */
export function listAt<const View extends string>(
  path: string,
  views: readonly View[],
  usual: NoInfer<View>,
): List<View> {
  return {
    read: (search) => {
      const parameters = new URLSearchParams(search);
      const text = (name: string) => parameters.get(name)?.trim() ?? "";
      const after = text("after");
      return {
        view: views.find((view) => view === text("view")) ?? usual,
        find: text("find"),
        after,
        before: after === "" ? text("before") : "",
      };
    },
    addressOf: ({ view, ...others }) => addressOf(path, { view: view === usual ? undefined : view, ...others }),
  };
}

/** The first page of a list, with a change of its state. */
export function firstPage<State extends Paged>(state: State, change: Partial<State> = {}): State {
  return { ...state, after: "", before: "", ...change };
}

type PageVariables = { first: number; after?: string } | { last: number; before: string };

/** The variables that ask for the page of a state. */
export function pageOf({ after, before }: Paged): PageVariables {
  if (before !== "") return { last: pageSize, before };
  return after === "" ? { first: pageSize } : { first: pageSize, after };
}
