/** Access rules of the SDL, tested field by field. The cases are derived from the schema, so new fields are included. */
import { readFileSync } from "node:fs";
import { userWith } from "@hansa/kit/testing";
import {
  type FieldDefinitionNode,
  type InputObjectTypeDefinitionNode,
  Kind,
  parse,
  type TypeNode,
  valueFromASTUntyped,
} from "graphql";
import { expect, test } from "vitest";
import { z } from "zod";
import { refund } from "../support/order-changes.ts";
import { bought } from "../support/purchase.ts";
import { ada, type Sender, type Shop, shop, support } from "../support/shop.ts";
import { declare } from "../support/withdrawals.ts";

const { definitions } = parse(readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8"));

type Ruled = { type: string; field: FieldDefinitionNode };

/** Every field of an object type that has this directive. */
function ruledBy(rule: string): Ruled[] {
  return definitions.flatMap((definition): Ruled[] => {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
    const fields = (definition.fields ?? []).filter((field) => has(field, rule));
    return fields.map((field) => ({ type: definition.name.value, field }));
  });
}

function has({ directives }: FieldDefinitionNode, rule: string): boolean {
  return (directives ?? []).some((directive) => directive.name.value === rule);
}

/** A query of the field with well-formed arguments of any value, and a selection of its result. */
function queryOf({ field: { name, arguments: args, type } }: Ruled): string {
  const isPeriod = (argument: string) => name.value === "taxReport" && argument === "month";
  const needed = (args ?? []).filter(
    ({ name: argument, type: argumentType, defaultValue }) =>
      isPeriod(argument.value) || (argumentType.kind === Kind.NON_NULL_TYPE && !defaultValue),
  );
  const argumentTexts = needed.map(({ name: argument, type: argumentType }) => {
    const aDay =
      named(argumentType) === "DateTime" ? `"2026-01-0${argument.value === "to" ? 2 : 1}T00:00:00Z"` : undefined;
    const aMonth = argument.value === "month" ? `"2026-01"` : undefined;
    return `${argument.value}: ${aDay ?? aMonth ?? anyValue(argumentType)}`;
  });
  const isObject = definitions.some(
    (known) => known.kind !== Kind.ENUM_TYPE_DEFINITION && "name" in known && known.name?.value === named(type),
  );
  return `${name.value}${argumentTexts.length > 0 ? `(${argumentTexts.join(", ")})` : ""} ${isObject ? "{ __typename }" : ""}`;
}

function named(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : named(type.type);
}

function anyValue(type: TypeNode): string {
  if (type.kind === Kind.NON_NULL_TYPE) return anyValue(type.type);
  if (type.kind === Kind.LIST_TYPE) return "[]";
  const { value: name } = type.name;
  if (name === "CurrencyCode") return `"EUR"`;
  if (name === "CountryCode") return `"DE"`;
  if (name === "DateTime") return `"2026-01-01T00:00:00Z"`;
  const choice = definitions.find(
    (definition) => definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === name,
  );
  if (choice?.kind === Kind.ENUM_TYPE_DEFINITION) return choice.values?.[0]?.name.value ?? "";
  const input = definitions.find(
    (definition): definition is InputObjectTypeDefinitionNode =>
      definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION && definition.name.value === name,
  );
  if (!input) return `"none"`;
  const needed = (input.fields ?? []).filter((part) => part.type.kind === Kind.NON_NULL_TYPE && !part.defaultValue);
  return `{${needed.map((part) => `${part.name.value}: ${anyValue(part.type)}`).join(", ")}}`;
}

/** The result of querying the field: the code of the refusal, or that access was granted. */
async function outcome(s: Shop, ruled: Ruled, orderId: string, sender: Sender): Promise<unknown> {
  const queries: Record<string, string> = {
    Query: `query { ${queryOf(ruled)} }`,
    Mutation: `mutation { ${queryOf(ruled)} }`,
    Order: `query { order(id: "${orderId}") { ${queryOf(ruled)} } }`,
    OrderRefund: `query { order(id: "${orderId}") { refunds { ${queryOf(ruled)} } } }`,
    Withdrawal: `query { order(id: "${orderId}") { withdrawals { ${queryOf(ruled)} } } }`,
    OrderEvent: `query { order(id: "${orderId}") { timeline { ${queryOf(ruled)} } } }`,
    User: `query { _entities(representations: [{ __typename: "User", id: "user_ada" }]) { ... on User { ${queryOf(ruled)} } } }`,
    ShopSetup: `query { _entities(representations: [{ __typename: "ShopSetup", id: "shop" }]) { ... on ShopSetup { ${queryOf(ruled)} } } }`,
    ProductVariant: `query { _entities(representations: [{ __typename: "ProductVariant", id: "var_1" }]) { ... on ProductVariant { ${queryOf(ruled)} } } }`,
  };
  const query = queries[ruled.type];
  if (query === undefined) throw new Error(`${ruled.type} has a rule, and this suite does not know the way there`);
  const { errors, data } = await s.query(query, {}, sender);
  return errors?.[0]?.extensions?.code ?? (data ? "let in" : "nothing");
}

/** The alternatives of scopes or policies that grant access to the field. */
function alternatives({ field }: Ruled, rule: string): string[][] {
  const found = (field.directives ?? []).find((directive) => directive.name.value === rule);
  return (found?.arguments ?? []).flatMap(({ value }) =>
    z.array(z.array(z.string())).parse(valueFromASTUntyped(value)),
  );
}

const byName = (found: Ruled[]) =>
  found.map((ruled): [string, Ruled] => [`${ruled.type}.${ruled.field.name.value}`, ruled]);
const scoped = byName(ruledBy("requiresScopes"));
const authenticated = byName(ruledBy("authenticated"));
const policed = byName(ruledBy("policy"));
const open = byName(ruledBy("public"));
const names = (found: [string, Ruled][]) => found.map(([name]) => name);

test("the rules of the schema are found", () => {
  expect(names(scoped)).toEqual([
    "Query.orders",
    "Query.promotion",
    "Query.promotions",
    "Query.orderRefundPreview",
    "Query.orderCancelPreview",
    "Query.shopSettings",
    "Query.shopPages",
    "Query.shopSetup",
    "Query.shippingZones",
    "Query.shippingMethods",
    "Query.taxRates",
    "Query.salesReport",
    "Query.taxReport",
    "Query.taxDocuments",
    "Query.fulfilments",
    "Query.returns",
    "Query.withdrawals",
    "Query.ordersIntegrity",
    "Mutation.fulfilmentCreate",
    "Mutation.fulfilmentPutBack",
    "Mutation.shipmentCreate",
    "Mutation.shipmentUpdate",
    "Mutation.orderLinesCancel",
    "Mutation.orderRefund",
    "Mutation.orderVatIdCorrect",
    "Mutation.orderCapture",
    "Mutation.orderContactUpdate",
    "Mutation.orderMailResend",
    "Mutation.orderHold",
    "Mutation.orderHoldRelease",
    "Mutation.returnResolve",
    "Mutation.returnReceive",
    "Mutation.returnClose",
    "Mutation.withdrawalContest",
    "Mutation.withdrawalRecord",
    "Mutation.withdrawalProofRecord",
    "Mutation.orderNoteAdd",
    "Mutation.promotionSave",
    "Mutation.promotionEnd",
    "Mutation.shopSettingsUpdate",
    "Mutation.shopPageSave",
    "Mutation.shopPageDelete",
    "Mutation.shippingZoneSave",
    "Mutation.shippingZoneDelete",
    "Mutation.shippingMethodSave",
    "Mutation.taxRateSave",
    "Mutation.taxRateDelete",
    "ShopSetup.missingSettings",
    "ShopSetup.notices",
    "ShopSetup.missingRates",
    "ShopSetup.missingPages",
    "User.lifetimeValue",
    "ProductVariant.unitsSold",
  ]);
  expect(names(authenticated)).toEqual([
    "Mutation.cartClaim",
    "Mutation.orderClaim",
    "User.activeCart",
    "User.orders",
    "User.guestOrders",
  ]);
  expect(names(policed)).toEqual([
    "Order.cancelNote",
    "Order.notes",
    "OrderEvent.actorUser",
    "OrderRefund.reason",
    "OrderRefund.failureReason",
    "Withdrawal.note",
    "Withdrawal.enteredOrderNumber",
    "Withdrawal.enteredEmail",
    "Withdrawal.enteredLastName",
    "Withdrawal.furtherDeclarations",
    "Withdrawal.contestNote",
  ]);
  expect(open).toHaveLength(20);
});

test("fields of a scope are closed to guests, customers and other scopes, and open to their own", async () => {
  const s = await shop();
  const scopes = ["orders:read", "orders:write", "payments:read", "refunds:write", "settings:read", "settings:write"];
  for (const [name, ruled] of scoped) {
    const required = alternatives(ruled, "requiresScopes").flat();
    expect(required, name).toHaveLength(1);
    expect(await outcome(s, ruled, "", {}), name).toBe("UNAUTHENTICATED");
    expect(await outcome(s, ruled, "", { viewer: ada }), name).toBe("FORBIDDEN");
    const others = scopes.filter((scope) => !required.includes(scope));
    expect(await outcome(s, ruled, "", { viewer: userWith("user_other", others, "FINANCE") }), name).toBe("FORBIDDEN");
    expect(await outcome(s, ruled, "", { viewer: userWith("user_right", required, "SUPPORT") }), name).toBe("let in");
  }
});

test("fields of signed-in viewers are closed to guests, and open to them", async () => {
  const s = await shop();
  for (const [name, ruled] of authenticated) {
    expect(await outcome(s, ruled, "", {}), name).toBe("UNAUTHENTICATED");
    expect(await outcome(s, ruled, "", { viewer: ada }), name).toBe("let in");
  }
});

test("fields of a policy are closed to guests and customers, and open to staff", async () => {
  const s = await shop();
  const own = await bought(s, { viewer: ada });
  const guests = await bought(s);
  for (const each of [own, guests]) await refund(s, each, { shippingMinor: 1 });
  for (const { number: orderNumber } of [own, guests]) await declare(s, { orderNumber });
  for (const [name, ruled] of policed) {
    expect(alternatives(ruled, "policy"), name).toEqual([["staff"]]);
    expect(await outcome(s, ruled, guests.orderId, { guest: [guests.guestToken] }), name).toBe("UNAUTHENTICATED");
    expect(await outcome(s, ruled, own.orderId, { viewer: ada }), name).toBe("FORBIDDEN");
    expect(await outcome(s, ruled, own.orderId, { viewer: support }), name).toBe("let in");
  }
});

test("public fields are open to guests", async () => {
  const s = await shop();
  for (const [name, ruled] of open) {
    const { errors, data } = await s.query(`${ruled.type === "Query" ? "query" : "mutation"} { ${queryOf(ruled)} }`);
    const codes = (errors ?? []).map((error) => error.extensions?.code);
    // Without an id `order` is refused because of its arguments, not because of the viewer.
    expect(codes, name).toEqual(ruled.field.name.value === "order" ? ["BAD_USER_INPUT"] : []);
    expect(data, name).toBeDefined();
  }
});
