/** Mutations of customers that wait, change carts or leave something new are limited in one operation; every other one has a reason. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { mutationLimits } from "@hansa/contracts/mutation-limits";
import { serviceNames } from "@hansa/contracts/processes";
import { type FieldDefinitionNode, Kind, parse } from "graphql";
import { expect, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";

/** The mutations of customers that aliases may repeat sixteen times, by the reason. */
const unlimited: Record<string, readonly string[]> = {
  "It uses up a token, whose successor only its own answer has.": ["refreshSession"],
  "It ends or chooses among what the account has.": [
    ...["logout", "sessionRevoke", "addressDelete", "savedMethodSetDefault"],
  ],
};

/** The functions that hash a password, wait for the processing of an order, or ask a payment provider. */
const waiting =
  /(?<!function )\b(isPassword|hashPassword|reauthenticate|processor\.process|voidPayments|openCall|provePerson|removeMethod)\(/;

/** The files of the services that call them, with the mutations that do so. */
const callers: Record<string, readonly string[]> = {
  "orders/src/service/cancellation/cancellation.ts": ["orderCancel", "orderLinesCancel"],
  "orders/src/service/checkout/completion.ts": ["checkoutComplete"],
  "orders/src/service/checkout/reopen.ts": ["checkoutReopen"],
  "orders/src/service/fulfilment/parcel-update.ts": ["shipmentUpdate"],
  "orders/src/service/fulfilment/parcels.ts": ["shipmentCreate"],
  "orders/src/service/payment/capture.ts": ["orderCapture"],
  "orders/src/service/refunds/refund.ts": ["orderRefund"],
  "orders/src/service/refunds/vat-id-correction.ts": ["orderVatIdCorrect"],
  "orders/src/service/returns/arrivals.ts": ["returnReceive"],
  "orders/src/service/returns/replacement.ts": ["returnClose"],
  "orders/src/service/withdrawals/channels.ts": ["withdrawalRecord"],
  "orders/src/service/withdrawals/declaration.ts": ["withdrawalDeclare"],
  "payments/src/service/intents/confirmation.ts": ["paymentConfirm"],
  "payments/src/service/intents/start.ts": ["paymentStart"],
  "payments/src/service/methods/saved-methods.ts": ["savedMethodRemove"],
  "users/src/service/accounts/email-change.ts": ["emailChangeConfirm", "emailChangeRequest"],
  "users/src/service/accounts/profile.ts": ["profileUpdate"],
  "users/src/service/accounts/registration.ts": ["emailVerify", "register"],
  "users/src/service/passwords/reset.ts": ["passwordReset"],
  "users/src/service/privacy/erasure.ts": ["accountErase"],
  "users/src/service/privacy/guest-erasure.ts": ["guestErase"],
  "users/src/service/sessions/sign-in.ts": ["login"],
  // No mutation: jobs, consumers of events, the saga, operations of other services, commands of an owner, and the functions themselves.
  "orders/src/service/checkout/expiry.ts": [],
  "orders/src/service/checkout/unwanted-payments.ts": [],
  "orders/src/service/processing/order-tasks.ts": [],
  "orders/src/service/processing/saga-steps.ts": [],
  "payments/src/service/operations/driver.ts": [],
  "users/src/service/accounts/link-proof.ts": [],
  "users/src/service/accounts/re-authentication.ts": [],
  "users/src/service/roles/administrators.ts": [],
};

const mutations = serviceNames.flatMap((service) =>
  parse(readFileSync(path.join(root, "subgraphs", service, "schema.graphql"), "utf8")).definitions.flatMap(
    (definition) =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === "Mutation"
        ? (definition.fields ?? [])
        : [],
  ),
);
const ofCustomers = mutations.filter((field) => !isOfStaff(field)).map(({ name }) => name.value);

function isOfStaff({ directives = [] }: FieldDefinitionNode): boolean {
  return directives.some(({ name }) => name.value === "requiresScopes");
}

test("every mutation of customers has a limit in one operation, or a reason for needing none", () => {
  expect([...mutationLimits.keys(), ...Object.values(unlimited).flat()].sort()).toEqual(ofCustomers.sort());
});

test("every mutation of customers that waits for what all share stands once in an operation", () => {
  const found = globSync("*/src/service/**/*.ts", { cwd: path.join(root, "subgraphs") }).filter((file) =>
    waiting.test(readFileSync(path.join(root, "subgraphs", file), "utf8")),
  );
  expect(found.sort()).toEqual(Object.keys(callers).sort());
  const waits = Object.values(callers)
    .flat()
    .filter((name) => ofCustomers.includes(name));
  expect(waits.sort()).toEqual([...mutationLimits].flatMap(([name, most]) => (most === 1 ? [name] : [])).sort());
});

test("the description of a limited mutation says how often it may stand in one operation", () => {
  for (const [name, most] of mutationLimits) {
    const field = mutations.find((each) => each.name.value === name);
    const words = field?.description?.value.replace(/\s+/g, " ");
    expect(words, name).toContain(`At most ${most === 1 ? "once" : "twice"} in an operation.`);
  }
});
