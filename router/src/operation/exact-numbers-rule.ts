/** Validation rule of numbers in documents: the planner writes them anew, so that a subgraph would get another one of a number that it rounds. */
import {
  type ASTVisitor,
  type FloatValueNode,
  GraphQLError,
  getNamedType,
  type IntValueNode,
  type ValidationContext,
} from "graphql";
import { isExact } from "../execution/data/exact-numbers.ts";

/** So many digits of a number are repeated. */
const shownDigits = 60;

/** Refuses numbers that would be rounded. Those of `Int` are refused by their type, and those of `ID` stay texts. */
export function exactNumbersRule(context: ValidationContext): ASTVisitor {
  const check = (node: IntValueNode | FloatValueNode) => {
    const type = getNamedType(context.getInputType())?.name;
    if (type === "Int" || (type === "ID" && node.kind === "IntValue") || isExact(node.value)) return;
    // To round more digits is the meaning of a `Float`.
    if (type === "Float" && Number.isFinite(Number(node.value))) return;
    const { value } = node;
    const shown = value.length <= shownDigits ? value : `${value.slice(0, shownDigits)}…`;
    context.reportError(new GraphQLError(`The number ${shown} cannot be read exactly.`, { nodes: node }));
  };
  return { IntValue: check, FloatValue: check };
}
