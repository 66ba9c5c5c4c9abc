/** Every text input of the four schemas has a limit, and is refused over it before its resolver runs. */

import { subgraphSchema } from "@hansa/kit/graphql";
import { operation } from "@hansa/kit/rpc";
import { codeOf } from "@hansa/kit/runtime";
import { handleOperation } from "@hansa/kit/server";
import {
  coerceInputValue,
  type GraphQLArgument,
  GraphQLError,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from "graphql";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { resolvers as orders } from "../../subgraphs/orders/src/api/graphql/index.ts";
import { resolvers as payments } from "../../subgraphs/payments/src/api/graphql/index.ts";
import { resolvers as products } from "../../subgraphs/products/src/api/graphql/index.ts";
import { resolvers as users } from "../../subgraphs/users/src/api/graphql/index.ts";

const overLong = "x".repeat(200_000);
const sound: Readonly<Record<string, unknown>> = { String: "x", ID: "x", Int: 1, Float: 1, Boolean: true };

/** One text of a schema: its field, and arguments in which it alone is given as `text`. */
type Place = { name: string; type: GraphQLObjectType; field: string; argument: GraphQLArgument; given: Given };
type Given = (text: unknown) => unknown;

function schemaOf(name: string, resolvers: object): GraphQLSchema {
  return subgraphSchema(new URL(`../../subgraphs/${name}/schema.graphql`, import.meta.url), resolvers).schema;
}

function placesOf(schema: GraphQLSchema): Place[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith("__"))
    .filter(isObjectType)
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter(({ name }) => !name.startsWith("_"))
        .flatMap((field) =>
          field.args.flatMap((argument) =>
            textsIn(argument, []).map(({ path, given }) => ({
              name: `${type.name}.${field.name}(${[argument.name, ...path].join(".")})`,
              type,
              field: field.name,
              argument,
              given,
            })),
          ),
        ),
    );
}

/** Every text below this argument or field, each once; a type within itself is not entered again. */
function textsIn(
  described: GraphQLArgument | GraphQLInputField,
  within: readonly string[],
  type: GraphQLInputType = described.type,
): { path: string[]; given: Given }[] {
  if (isNonNullType(type)) return textsIn(described, within, type.ofType);
  if (isListType(type))
    return textsIn(described, within, type.ofType).map(({ path, given }) => ({ path, given: (text) => [given(text)] }));
  if (isScalarType(type)) {
    const isText = !["Int", "Float", "Boolean"].includes(type.name);
    return isText ? [{ path: [], given: (text) => text }] : [];
  }
  if (!isInputObjectType(type) || within.includes(type.name)) return [];
  return Object.values(type.getFields()).flatMap((field) =>
    textsIn(field, [...within, type.name]).map(({ path, given }) => ({
      path: [field.name, ...path],
      given: (text) => ({ ...soundObject(type.name, Object.values(type.getFields())), [field.name]: given(text) }),
    })),
  );
}

function soundObject(name: string, fields: readonly GraphQLInputField[]): Record<string, unknown> {
  if (name === "") throw new Error("an input type has a name");
  return Object.fromEntries(
    fields.filter(({ type }) => isNonNullType(type)).map((field) => [field.name, soundValue(field.type)]),
  );
}

function soundValue(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return soundValue(type.ofType);
  if (isListType(type)) return [soundValue(type.ofType)];
  if (isInputObjectType(type)) return soundObject(type.name, Object.values(type.getFields()));
  if (isEnumType(type)) return type.getValues()[0]?.name;
  return (
    sound[type.name] ??
    {
      DateTime: "2026-01-01T00:00:00Z",
      Decimal: "1",
      Rate: "1",
      MinorUnits: 1,
      CurrencyCode: "EUR",
      CountryCode: "DE",
    }[type.name]
  );
}

const everyScope = Object.assign([], { includes: () => true });

/** A viewer who may do everything, in a context of which nothing else may be touched. */
function untouchable(): object {
  const viewer = { kind: "user", id: "user_1", sessionId: "ses_1", role: "ADMIN", scopes: everyScope };
  return new Proxy(
    { viewer },
    {
      get: (target, key) => {
        if (key === "viewer") return target.viewer;
        // Guards of every resolver look at the request's budget before it and at what was loaded after it; there is neither.
        if (key === "budget" || key === "loaders") return undefined;
        throw new Error(`the resolver was reached: it asked for ${String(key)}`);
      },
    },
  );
}

/** The outcome of the text: the code of the refusal, or another result. */
async function outcomeOf({ type, field, argument, given }: Place, text: unknown): Promise<string> {
  let value: unknown;
  try {
    value = coerceInputValue(given(text), argument.type);
  } catch (error) {
    return codeOf(error) ?? (error instanceof GraphQLError ? "BAD_USER_INPUT" : String(error));
  }
  const { resolve } = type.getFields()[field] ?? {};
  if (!resolve) return "it is not checked";
  try {
    const response: unknown = await Reflect.apply(resolve, undefined, [
      {},
      { [argument.name]: value },
      untouchable(),
      {},
    ]);
    const isRefusal = typeof response === "object" && response !== null && Reflect.get(response, "__typename");
    return isRefusal === "ValidationError" ? "ValidationError" : `answered ${JSON.stringify(response)}`;
  } catch (error) {
    return String(codeOf(error) ?? error);
  }
}

const schemas = { products, users, orders, payments };

/** Notes that staff writes for itself: they are stored, with a warning. */
const staffNotes: Readonly<Record<string, readonly string[]>> = {
  products: ["inventoryAdjust(input.note", "inventoryAdjustMany(input.adjustments.note"],
  orders: [
    "orderHold(input.note",
    "orderHoldRelease(input.note",
    "orderNoteAdd(input.text",
    "withdrawalContest(input.note",
    "withdrawalRecord(input.note",
  ],
};

describe.each(Object.entries(schemas))("every text that %s takes", (name, resolvers) => {
  const places = placesOf(schemaOf(name, resolvers));
  const refusals = ["BAD_USER_INPUT", "ValidationError"];

  async function notRefused(texts: readonly Place[], text: string): Promise<string[]> {
    const outcomes = await Promise.all(texts.map(async (place) => `${place.name}: ${await outcomeOf(place, text)}`));
    return outcomes.filter((outcome) => !refusals.some((refusal) => outcome.endsWith(`: ${refusal}`)));
  }

  test("is refused over its length before the resolver does anything", async () => {
    expect(places.length).toBeGreaterThan(20);
    expect(await notRefused(places, overLong)).toEqual([]);
  });

  test.each([
    ["a control character", "a\u0000b"],
    ["an escape sequence", "a\u001b[2Jb"],
    ["a text direction control", "a\u202eb"],
    ["a line separator", "a\u2028b"],
    ["an unpaired surrogate", "a\ud800b"],
    ["a non-character", "a\uffffb"],
  ])("is refused with %s before the resolver does anything", async (_, text) => {
    expect(await notRefused(places, text)).toEqual([]);
  });

  test.each([
    ["a zero-width space", "a\u200bb"],
    ["a joiner that no script needs", "a\u200db"],
    ["tag characters", "a\u{e0041}\u{e007f}b"],
  ])("is refused with %s, unless it is a password", async (_, text) => {
    const isPassword = (place: string) => /password\)/i.test(place);
    const accepted = (await notRefused(places, text)).map((outcome) => outcome.split(": ", 1).join(""));
    expect(accepted.filter((place) => !isPassword(place))).toEqual([]);
    expect(accepted.length > 0).toBe(places.some((place) => isPassword(place.name)));
  });

  test("reaches the resolver when it is sound", async () => {
    const isText = ({ given, argument }: Place) => !(coerce(given("x"), argument) instanceof GraphQLError);
    const outcomes = await Promise.all(places.filter(isText).map((place) => outcomeOf(place, "x")));
    expect(outcomes.filter((outcome) => outcome.includes("the resolver was reached")).length).toBeGreaterThan(5);
  });

  test("with room for prose has no place for a card number, except for staff's own notes", async () => {
    const prose =
      /\.(note|text|reason|body|orderNumber|paymentToken|displayName|firstName|lastName|company|line1|line2|city|postalCode)\)$/;
    const card = "4111.1111.1111.1111";
    const taken = await notRefused(
      places.filter((place) => prose.test(place.name)),
      card,
    );
    const stored = taken.map((outcome) => outcome.split(": ", 1).join("")).sort();
    expect(stored).toEqual((staffNotes[name] ?? []).map((place) => `Mutation.${place})`));
    const tokens = places.filter((place) => place.name.endsWith("paymentToken)"));
    expect(await notRefused(tokens, "IMEI 501800000009")).toEqual([]);
  });
});

function coerce(value: unknown, { type }: GraphQLArgument): unknown {
  try {
    return coerceInputValue(value, type);
  } catch (error) {
    return error;
  }
}

test("an internal operation refuses a long text before it is answered", async () => {
  const echo = operation({
    name: "echo",
    callers: ["orders"],
    input: z.object({ ids: z.array(z.string()) }),
    output: z.object({ ids: z.array(z.string()) }),
  });
  const requests: unknown[] = [];
  const { answer } = handleOperation(echo, async (input) => {
    requests.push(input);
    return input;
  });
  const { signal } = new AbortController();
  expect(await answer({ ids: ["ord_1"] }, signal)).toEqual({ ids: ["ord_1"] });
  await expect(answer({ ids: ["ord_1", "x".repeat(1_001)] }, signal)).rejects.toMatchObject({
    extensions: { code: "BAD_USER_INPUT" },
  });
  await expect(answer(JSON.parse(`${"[".repeat(100)}${"]".repeat(100)}`), signal)).rejects.toMatchObject({
    extensions: { code: "BAD_USER_INPUT" },
  });
  expect(requests).toHaveLength(1);
});
