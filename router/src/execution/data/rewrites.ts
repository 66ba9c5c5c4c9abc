/** Rewrites that a plan asks for: of representations before a fetch, and of its data afterwards. */
import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from "graphql";
import type { PlannedRewrite } from "../../planning/elastic.ts";
import { type Data, isData } from "./data.ts";

export type Rewrite = (data: Data) => void;

const fragmentPrefix = "... on ";

/** Compiles rewrites; undefined if there are none. */
export function compileRewrites(
  schema: GraphQLSchema,
  rewrites: readonly PlannedRewrite[] | undefined,
): Rewrite | undefined {
  if (!rewrites || rewrites.length === 0) return undefined;
  const compiled = rewrites.map((rewrite): Rewrite => {
    const path = rewrite.path.slice(0, -1);
    const name = rewrite.path.at(-1) ?? "";
    const change: Rewrite =
      rewrite.kind === "ValueSetter"
        ? (data) => {
            data[name] = rewrite.setValueTo;
          }
        : (data) => {
            if (!Object.hasOwn(data, name)) return;
            data[rewrite.renameKeyTo] = data[name];
            delete data[name];
          };
    return (data) => changeAt(schema, data, path, change);
  });
  return (data) => {
    for (const rewrite of compiled) rewrite(data);
  };
}

/** The names that key renamers replace, with the names that they get. */
export function renamedKeys(rewrites: readonly PlannedRewrite[] | undefined): ReadonlyMap<string, string> {
  const renamers = (rewrites ?? []).filter((rewrite) => rewrite.kind === "KeyRenamer");
  return new Map(renamers.map(({ path, renameKeyTo }) => [path.at(-1) ?? "", renameKeyTo]));
}

function changeAt(schema: GraphQLSchema, value: unknown, path: readonly string[], change: Rewrite): void {
  if (Array.isArray(value)) {
    for (const each of value) changeAt(schema, each, path, change);
    return;
  }
  if (!isData(value)) return;
  const [step, ...rest] = path;
  if (step === undefined) change(value);
  else if (!step.startsWith(fragmentPrefix)) changeAt(schema, value[step], rest, change);
  else if (isOfType(schema, value.__typename, step.slice(fragmentPrefix.length)) ?? true) {
    changeAt(schema, value, rest, change);
  }
}

/** Whether an object with this `__typename` satisfies the condition; undefined if it has none. */
export function isOfType(schema: GraphQLSchema, typename: unknown, condition: string): boolean | undefined {
  if (typeof typename !== "string") return undefined;
  if (typename === condition) return true;
  const [type, target] = [schema.getType(typename), schema.getType(condition)];
  return isAbstractType(target) && (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(target, type);
}
