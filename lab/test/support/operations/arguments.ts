/** Argument values for generated operations: known ids and texts, large pages, and now and then a text of adversarial length. */

import type { Chance } from "@hansa/kit/testing";
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from "graphql";
import type { Pool } from "./value-pool.ts";

export type Sources = { chance: Chance; pool: Pool };

/** Where a value is used: the name of its argument or input field, and the type that its `id` most likely belongs to. */
type Place = { name: string; about: string };

const optionalShare = 0.35;
const longTextShare = 0.02;
const maxInputDepth = 4;
const maxListLength = 3;
/** Arguments of which resolvers expect exactly one. */
const alternatives = ["id", "slug", "sku", "number"];
/** Types of ids whose argument is named differently from the type. */
const aliases: Readonly<Record<string, string>> = {
  variant: "ProductVariant",
  line: "OrderLine",
  parent: "Collection",
  method: "ShippingMethod",
};
const words = ["mug", "tea", "lamp", "rope", "wool", "Harbour", "blue", "a", "e"];

/** Arguments for one field, as GraphQL text by name. */
export function drawArguments(
  sources: Sources,
  field: GraphQLField<unknown, unknown>,
): Readonly<Record<string, string>> {
  const about = getNamedType(field.type).name;
  const exclusive = field.args.filter((argument) => alternatives.includes(argument.name));
  const onlyOne = exclusive.length > 1 ? sources.chance.oneOf(exclusive) : undefined;
  const wanted = field.args.filter((argument) =>
    exclusive.length > 1 && exclusive.includes(argument) ? argument === onlyOne : isWanted(sources, argument),
  );
  return Object.fromEntries(
    wanted.map((argument) => [argument.name, draw(sources, argument.type, { name: argument.name, about }, 0)]),
  );
}

function isWanted({ chance }: Sources, argument: GraphQLArgument): boolean {
  if (isRequiredArgument(argument)) return true;
  if (argument.name === "after") return chance.happens(0.02);
  return chance.happens(argument.name === "first" ? 0.8 : optionalShare);
}

function draw(sources: Sources, type: GraphQLInputType, place: Place, depth: number): string {
  const { chance } = sources;
  if (isNonNullType(type)) return draw(sources, type.ofType, place, depth);
  if (isListType(type)) {
    const length = chance.happens(0.05) ? 50 : chance.whole(1, maxListLength);
    return `[${Array.from({ length }, () => draw(sources, type.ofType, place, depth)).join(", ")}]`;
  }
  if (isEnumType(type)) return chance.oneOf(type.getValues()).name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    const chosen = type.isOneOf
      ? [chance.oneOf(fields)]
      : fields.filter(
          (field) => isRequiredInputField(field) || (depth < maxInputDepth && chance.happens(optionalShare)),
        );
    const about = type.name.replace(/(Create|Update|Add|Remove)?(Input|Filter)$/, "");
    const parts = chosen.map(
      (field) => `${field.name}: ${draw(sources, field.type, { name: field.name, about }, depth + 1)}`,
    );
    return `{ ${parts.join(", ")} }`;
  }
  return drawScalar(sources, type.name, place);
}

function drawScalar(sources: Sources, scalar: string, place: Place): string {
  const { chance } = sources;
  switch (scalar) {
    case "Int":
      return String(
        place.name === "first" ? drawPage(chance) : chance.oneOf([0, 1, 1, 2, 3, 10, 100, -1, 2_147_483_647]),
      );
    case "Float":
      return chance.oneOf(["0", "1.5"]);
    case "Boolean":
      return chance.oneOf(["true", "false"]);
    case "MinorUnits":
      return String(chance.oneOf([0, 1, 999, 100_000, -1, 10_000_000_000, 9_007_199_254_740_991]));
    case "CurrencyCode":
      return JSON.stringify(chance.oneOf(["EUR", "EUR", "USD", "GBP"]));
    case "CountryCode":
      return JSON.stringify(chance.oneOf(["DE", "DE", "US", "FR"]));
    case "DateTime":
      return JSON.stringify(
        chance.oneOf(["2020-01-01T00:00:00.000Z", "2030-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"]),
      );
    case "Decimal":
    case "Rate":
      return JSON.stringify(chance.oneOf(["0", "0.19", "12.5", "-1", "99999999999999999999", "0.000000000000001"]));
    case "ID":
      return JSON.stringify(drawId(sources, place));
    default:
      return JSON.stringify(drawText(sources, place));
  }
}

function drawPage(chance: Chance): number {
  return chance.happens(0.7) ? 100 : chance.whole(1, 50);
}

function drawId({ chance, pool }: Sources, { name, about }: Place): string {
  const stem = name.replace(/Ids?$/, "");
  const own = name === "id" || name === "ids" ? about : (aliases[stem] ?? capital(stem));
  return pool.id(own, chance) ?? `none_${chance.whole(1, 1_000_000)}`;
}

function drawText({ chance, pool }: Sources, { name }: Place): string {
  if (chance.happens(longTextShare)) return drawLongText(chance);
  if (name === "idempotencyKey") return `worst-${chance.whole(1, 1_000_000_000)}`;
  if (name === "email") return `worst-${chance.whole(1, 1_000)}@hansa.example`;
  if (name === "currency") return "EUR";
  return pool.text(name, chance) ?? chance.oneOf(words);
}

/** A text of the kind on which checks with nested repetition take quadratic time. */
function drawLongText(chance: Chance): string {
  const length = chance.oneOf([300, 5_000, 40_000, 90_000]);
  return chance.oneOf(["a", "1", "-", " ", "a-", "0 ", "<", "é"]).repeat(length).slice(0, length);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
