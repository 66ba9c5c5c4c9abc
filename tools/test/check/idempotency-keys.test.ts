/**
 * Every mutation of goods or money takes an idempotency key and can refuse it; every other one has a reason not to. A service that the audit does
 * not include moves neither, as its entry in the list says.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { type DocumentNode, type FieldDefinitionNode, Kind, parse, type TypeNode } from "graphql";
import { expect, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";
import { services } from "../../../packages/contracts/src/services.mjs";

/** They move goods, money or a promise of either, or make what a second time would make twice. */
const keyed = [
  ...["inventoryAdjust", "inventoryAdjustMany", "importStart", "productCreate"],
  ...["checkoutStart", "checkoutReopen", "checkoutComplete", "shopPageSave", "shopPageDelete"],
  ...["paymentStart", "paymentConfirm"],
  ...["orderClaim", "orderCancel", "orderLinesCancel", "orderRefund", "orderVatIdCorrect", "orderCapture"],
  ...["orderContactUpdate", "orderMailResend"],
  ...["fulfilmentCreate", "fulfilmentPutBack", "shipmentCreate", "returnRequest", "returnReceive"],
  "returnClose",
  ...["withdrawalDeclare", "withdrawalConfirm", "withdrawalContest", "withdrawalProofRecord"],
  "withdrawalRecord",
];

const keyless: Record<string, readonly string[]> = {
  "It moves neither goods nor money.": [
    ...["reviewSubmit", "reviewModerate", "productUpdate", "productPublish", "productArchive"],
    ...["variantPriceSet", "variantPricesSet", "variantPriceCancel", "collectionSave", "collectionDelete", "facetSave"],
    ...["facetDelete", "uploadStart", "mediaAttach", "mediaDetach", "cartCreate", "returnResolve", "orderNoteAdd"],
    ...["promotionSave", "promotionEnd", "shopSettingsUpdate", "shippingZoneSave", "shippingZoneDelete"],
    ...["shippingMethodSave", "taxRateSave", "taxRateDelete", "savedMethodSetDefault", "savedMethodRemove"],
    ...["register", "emailVerify", "login", "refreshSession", "logout", "passwordResetRequest", "passwordReset"],
    ...["emailChangeRequest", "emailChangeConfirm"],
    ...["sessionRevoke", "profileUpdate", "addressSave", "addressDelete", "accountExport", "apiClientCreate"],
    ...["apiClientRevoke", "roleAssign"],
  ],
  "A cart reserves no stock. A change ends the open checkout, whose reservation is released once, by its state.": [
    ...["cartLinesAdd", "cartLinesUpdate", "cartLinesRemove", "cartCodeApply", "cartCodeRemove", "cartClaim"],
  ],
  "It sets a target state and releases nothing: a repetition keeps the same reservation, at most until the same expiry.":
    ["checkoutUpdate"],
  "A parcel takes each status once, and its share of the money is due under the parcel's id.": ["shipmentUpdate"],
  "The row has one state, and moves on from it once; a second time it is refused.": ["orderHold", "orderHoldRelease"],
  "What is counted is set, not changed by so many: the same again finds it so. A new one is kept apart by its SKU.": [
    "variantSave",
  ],
  "An import that is stopped stays so; each batch that was read is one transaction with its place in the file.": [
    "importCancel",
  ],
  "A person is erased once; orders are only put on hold by it, and reservations end by their state.": [
    ...["accountErase", "guestErase"],
  ],
};

type Mutation = { field: FieldDefinitionNode; schema: DocumentNode };

const audited: readonly { name: string; audit: string }[] = services;
const mutations: Mutation[] = audited.flatMap(({ name, audit }) => {
  if (audit !== "invariants") return [];
  const schema = parse(readFileSync(path.join(root, "subgraphs", name, "schema.graphql"), "utf8"));
  return schema.definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === "Mutation"
      ? (definition.fields ?? []).map((field) => ({ field, schema }))
      : [],
  );
});

test("every mutation of the services that the audit includes takes a key, or has a reason for needing none", () => {
  expect(mutations.map(({ field }) => field.name.value).sort()).toEqual(
    [...keyed, ...Object.values(keyless).flat()].sort(),
  );
});

test.each(mutations.map((mutation) => [mutation.field.name.value, mutation] as const))(
  "%s takes a key if it needs one, and can refuse it",
  (name, { field, schema }) => {
    const responses = membersOf(schema, nameOf(field.type));
    const refusals = responses.filter((member) => member.startsWith("Idempotency") || member === "ValidationError");
    const takesKey = (field.arguments ?? []).some(({ type }) => hasKey(schema, nameOf(type)));
    expect(takesKey).toBe(keyed.includes(name));
    if (takesKey)
      expect(refusals.sort()).toEqual(["IdempotencyInProgressError", "IdempotencyKeyReusedError", "ValidationError"]);
    else expect(refusals.filter((member) => member !== "ValidationError")).toEqual([]);
  },
);

function hasKey(schema: DocumentNode, input: string): boolean {
  return schema.definitions.some(
    (definition) =>
      definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION &&
      definition.name.value === input &&
      (definition.fields ?? []).some(
        ({ name, type }) => name.value === "idempotencyKey" && type.kind === Kind.NON_NULL_TYPE,
      ),
  );
}

function membersOf(schema: DocumentNode, union: string): string[] {
  return schema.definitions.flatMap((definition) =>
    definition.kind === Kind.UNION_TYPE_DEFINITION && definition.name.value === union
      ? (definition.types ?? []).map(({ name }) => name.value)
      : [],
  );
}

function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
}
