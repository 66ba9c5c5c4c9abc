/** The shape of a change between two versions of a graph. */

/** Breaking changes break clients, dangerous ones may change what clients receive, and safe ones do neither. */
export type Level = "breaking" | "dangerous" | "safe";

/** A change of one element. `kind` is a code such as `FIELD_REMOVED`. */
export type Change = {
  level: Level;
  kind: string;
  /** The element, as in `Product.title`, `Query.product(id:)` or `operation Q01_ProductPage`. */
  coordinate: string;
  message: string;
};

const showing: ReadonlySet<string> = new Set(["ACCESS_RULE_LOST", "ACCESS_RULE_CHANGED", "ELEMENT_INCLUDED"]);

/** Whether an element may be shown to more people than before: its access rule is gone or another one, or a contract has it that hid it. */
export function showsMore({ kind }: Pick<Change, "kind">): boolean {
  return showing.has(kind);
}
